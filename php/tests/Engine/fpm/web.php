<?php

declare(strict_types=1);

// What the tests ask of a php-fpm worker.

use Sanspay\Engine\EngineFailed;
use Sanspay\Engine\Engines;
use Sanspay\Engine\EngineUnavailable;
use Sanspay\Tests\Engine\Vectors;

require dirname(__DIR__) . '/autoload.php';

$wanted = $_GET['engine'] ?? null;
$options = $wanted === 'native' || $wanted === 'pulley' ? ['engine' => $wanted] : [];
$body = (string) file_get_contents('php://input');

try {
    switch ($_GET['do'] ?? '') {
        case 'vectors':
            $engine = Engines::best($options);
            $wrong = Vectors::wrong($engine->call(...));
            echo $engine->name(), ': ', count(Vectors::all()), ' asked, ', count($wrong), ' wrong. ', $engine->reason(), implode("\n", $wrong);
            break;
        case 'ask':
            echo Engines::best($options)->call($body);
            break;
        case 'starve':
            echo Engines::best([...$options, 'fuel' => 1000])->call($body);
            break;
        case 'long':
            // Some seconds of bytecode, for whoever wants to interrupt it.
            $engine = Engines::best(['engine' => 'pulley', 'fuel' => 1 << 60, 'memory' => 1 << 29]);
            file_put_contents($body, (string) getmypid());
            echo $engine->call('{"exchange":[' . str_repeat('1,', 4 << 20) . '1]}');
            break;
        case 'other':
            // Code that is not the package's.
            FFI::cdef('int getpid(void);');
            echo 'FFI for everybody';
            break;
        default:
            echo 'do what?';
    }
} catch (EngineUnavailable | EngineFailed $problem) {
    echo get_class($problem), ': ', $problem->getMessage();
} catch (FFI\Exception $problem) {
    echo 'no FFI: ', $problem->getMessage();
}
