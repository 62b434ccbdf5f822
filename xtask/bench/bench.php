<?php

declare(strict_types=1);

// Microseconds per call in PHP, as JSON: each engine, from arrays to arrays, and the same by hand.
// `php -d ffi.enable=1 bench.php < work.json`, in which the questions are.

use Sanspay\Engine\Engine;
use Sanspay\Engine\Engines;

require __DIR__ . '/../../php/tests/Engine/autoload.php';
require __DIR__ . '/hand.php';

['account' => $account, 'input' => $input, 'reply' => $reply, 'message' => $message]
    = json_decode((string) file_get_contents('php://stdin'), true, 512, JSON_THROW_ON_ERROR);

$build = ['operation' => 'atarapay.orders.verify_payment', 'account' => $account, 'input' => $input];
$classify = [...$build, 'replies' => [$reply]];
$notice = ['notice' => 'atarapay.order', 'account' => $account, 'message' => $message];

$flags = JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE;
$ask = static fn (Engine $engine, string $door, array $question): array
    => json_decode($engine->call(json_encode([$door => $question], $flags)), true, 512, JSON_THROW_ON_ERROR | JSON_BIGINT_AS_STRING);
$texts = array_map(
    static fn (array $question): string => json_encode($question, $flags),
    ['build' => ['exchange' => $build], 'classify' => ['exchange' => $classify], 'notice' => ['receive' => $notice]],
);

$tasks = ['by hand' => [
    'build' => static fn () => build($account, $input)['method'],
    'classify' => static fn () => classify($account, $input, $reply)['verdict'],
    'notice' => static fn () => notice($account, $message['body'])['authenticity'],
]];
foreach (['native', 'pulley'] as $name) {
    $engine = Engines::best(['engine' => $name]);
    $tasks[$name] = [
        'build' => static fn () => $ask($engine, 'exchange', $build)['request']['method'],
        'classify' => static fn () => $ask($engine, 'exchange', $classify)['outcome']['verdict'],
        'notice' => static fn () => $ask($engine, 'receive', $notice)['notice']['authenticity'],
    ];
    // The call alone, from text to text.
    foreach ($texts as $task => $text) {
        $tasks["$name, text"][$task] = static fn () => $engine->call($text) === '' ? '' : ['POST', 'done', 'verified'];
    }
}

$expected = ['build' => 'POST', 'classify' => 'done', 'notice' => 'verified'];
$best = [];
for ($round = 0; $round < 30; ++$round) {
    foreach ($tasks as $who => $runs) {
        $times = str_starts_with($who, 'pulley') ? 20 : 300;
        foreach ($runs as $task => $run) {
            $got = $run();
            if ($got !== $expected[$task] && !is_array($got)) {
                fwrite(STDERR, "$who $task: " . json_encode($got) . "\n");
                exit(1);
            }
            $began = hrtime(true);
            for ($i = 0; $i < $times; ++$i) {
                $run();
            }
            $each = (hrtime(true) - $began) / 1000 / $times;
            $best[$who][$task] = min($best[$who][$task] ?? INF, $each);
        }
    }
}
echo json_encode($best, JSON_THROW_ON_ERROR), "\n";
