<?php

declare(strict_types=1);

// One request of php-fpm, or one command, timed from its first line: everything is opened, and the reply classified. `who` is an engine,
// `hand`, or `nobody`. Prints microseconds.

$began = hrtime(true);

$body = (string) file_get_contents(PHP_SAPI === 'cli' ? 'php://stdin' : 'php://input');
$who = $_GET['who'] ?? $argv[1] ?? 'nobody';
switch ($who) {
    case 'native':
    case 'pulley':
        require __DIR__ . '/../../php/tests/Engine/autoload.php';
        $verdict = str_contains(Sanspay\Engine\Engines::best(['engine' => $who])->call($body), '"verdict":"done"');
        break;
    case 'hand':
        require __DIR__ . '/hand.php';
        ['account' => $account, 'input' => $input, 'replies' => [$reply]] = json_decode($body, true)['exchange'];
        $verdict = classify($account, $input, $reply)['verdict'] === 'done';
        break;
    default:
        $verdict = true;
}
echo $verdict ? (hrtime(true) - $began) / 1000 : 'wrong';
