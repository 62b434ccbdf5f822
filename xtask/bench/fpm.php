<?php

declare(strict_types=1);

// What an engine costs php-fpm and a command, as JSON: the first request of a worker, a later one, what a worker has in
// memory of its own because of it, and the first answer of a command. `php -d ffi.enable=1 fpm.php < work.json`.

use Sanspay\Tests\Engine\Fpm;

require __DIR__ . '/../../php/tests/Engine/autoload.php';

['account' => $account, 'input' => $input, 'reply' => $reply]
    = json_decode((string) file_get_contents('php://stdin'), true, 512, JSON_THROW_ON_ERROR);
$question = json_encode(['exchange' => [
    'operation' => 'atarapay.orders.verify_payment', 'account' => $account, 'input' => $input, 'replies' => [$reply],
]], JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES);

$preload = dirname(__DIR__, 2) . '/php/preload.php';
$user = posix_getpwuid(posix_geteuid())['name'] ?? 'root';
$ways = [
    'ffi.enable=1' => [['php_admin_value[ffi.enable]' => '1'], []],
    'preloaded' => [[], ['ffi.enable' => 'preload', 'opcache.preload' => $preload, 'opcache.preload_user' => $user]],
];
$median = static function (array $times): float {
    sort($times);

    return $times[intdiv(count($times), 2)];
};

$table = [];
foreach ($ways as $way => [$pool, $ini]) {
    $idle = 0.0;
    foreach (['nobody', 'hand', 'native', 'pulley'] as $who) {
        $firsts = $laters = $rounds = $kilobytes = [];
        for ($start = 0; $start < 5; ++$start) {
            $fpm = Fpm::start($pool, $ini, 1);
            $fpm->ask('do=nothing'); // PHP itself is warm, and the engine is not
            for ($i = 0; $i < 200; ++$i) {
                $began = hrtime(true);
                $told = $fpm->client->ask(__DIR__ . '/request.php', "who=$who", $question);
                $round = (hrtime(true) - $began) / 1000;
                if (!is_numeric($told)) {
                    fwrite(STDERR, "$way, $who: $told\n");
                    exit(1);
                }
                if ($i === 0) {
                    $firsts[] = (float) $told;
                } elseif ($i > 20) {
                    $laters[] = (float) $told;
                    $rounds[] = $round;
                }
            }
            $kilobytes[] = Fpm::private($fpm->workers()[0]);
            $fpm->stop();
        }
        $idle = $who === 'nobody' ? $median($kilobytes) : $idle;
        $table["$way, $who"] = [
            'first ms' => $median($firsts) / 1000,
            'request us' => $median($laters),
            'round trip us' => $median($rounds),
            'worker kB' => $median($kilobytes) - $idle,
        ];
    }
}

$code = 'parse_str($argv[1], $_GET); ob_start(); require %s; echo ob_get_clean();';
foreach (['hand', 'native', 'pulley'] as $who) {
    $times = [];
    for ($i = 0; $i < 15; ++$i) {
        $command = array_map(escapeshellarg(...), [
            PHP_BINARY, '-d', 'ffi.enable=1', '-r', sprintf($code, var_export(__DIR__ . '/request.php', true)), "who=$who",
        ]);
        // php://input is empty in a command: the answer is an error, the way there the same.
        $process = proc_open(implode(' ', $command), [['pipe', 'r'], ['pipe', 'w']], $pipes);
        $began = hrtime(true);
        $told = stream_get_contents($pipes[1]);
        proc_close($process);
        $times[] = (hrtime(true) - $began) / 1e6;
    }
    $table["command, $who"] = ['process ms' => $median($times)];
}
echo json_encode($table, JSON_THROW_ON_ERROR), "\n";
