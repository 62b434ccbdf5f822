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

$everybody = ['nobody', 'hand', 'native', 'pulley'];
$ask = static function (Fpm $fpm, string $who) use ($question): float {
    $told = $fpm->client->ask(__DIR__ . '/request.php', "who=$who", $question);
    if (!is_numeric($told)) {
        fwrite(STDERR, "$who: $told\n");
        exit(1);
    }

    return (float) $told;
};

$table = [];
foreach ($ways as $way => [$pool, $ini]) {
    foreach ($everybody as $who) {
        $firsts = $laters = $rounds = [];
        for ($start = 0; $start < 5; ++$start) {
            $fpm = Fpm::start($pool, $ini, 1);
            $fpm->ask('do=nothing'); // PHP itself is warm, and the engine is not
            $firsts[] = $ask($fpm, $who) / 1000;
            for ($i = 0; $i < 200; ++$i) {
                $began = hrtime(true);
                $laters[] = $ask($fpm, $who);
                $rounds[] = (hrtime(true) - $began) / 1000;
            }
            $fpm->stop();
        }
        // Of two workers, so that what they share does not count as either's own.
        $fpm = Fpm::start($pool, $ini, 2);
        for ($i = 0; $i < 60; ++$i) {
            $ask($fpm, $who);
        }
        $table["$way, $who"] = [
            'first ms' => $median($firsts),
            'request us' => $median($laters),
            'round trip us' => $median($rounds),
            'worker kB' => $median(array_map(Fpm::private(...), $fpm->workers())),
        ];
        $fpm->stop();
        $table["$way, $who"]['worker kB'] -= $who === 'nobody' ? 0 : $table["$way, nobody"]['worker kB'];
    }
}

foreach ($everybody as $who) {
    $times = [];
    for ($i = 0; $i < 15; ++$i) {
        $process = proc_open([PHP_BINARY, '-d', 'ffi.enable=1', __DIR__ . '/request.php', $who], [['pipe', 'r'], ['pipe', 'w']], $pipes);
        fwrite($pipes[0], $question);
        fclose($pipes[0]);
        $times[] = (float) stream_get_contents($pipes[1]) / 1000;
        proc_close($process);
    }
    $table["a command, $who"] = ['first ms' => $median($times)];
}
echo json_encode($table, JSON_THROW_ON_ERROR), "\n";
