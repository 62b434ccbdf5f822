<?php

declare(strict_types=1);

namespace Sanspay\Tests\Engine;

use PHPUnit\Framework\TestCase;

/**
 * Eight workers under load: no wrong answer, and flat memory. Some seconds of it; SANSPAY_LOAD_SECONDS=60 for a minute.
 */
final class LoadTest extends TestCase
{
    private const WORKERS = 8;
    private const CLIENTS = 8;
    /** An instance more, of each engine, and no more than that. */
    private const GROWTH_KB = 640;

    public function testEightWorkersForAWhile(): void
    {
        $seconds = \min(120, (int) (\getenv('SANSPAY_LOAD_SECONDS') ?: 6));
        $fpm = Fpm::start(['php_admin_value[ffi.enable]' => '1'], workers: self::WORKERS);
        try {
            // A worker's memory settles within its first requests.
            self::load($fpm, \max(3, \intdiv($seconds, 4)));
            $workers = $fpm->workers();
            self::assertCount(self::WORKERS, $workers);
            $before = \array_map(Fpm::private(...), $workers);
            $asked = self::load($fpm, $seconds);
            $after = \array_map(Fpm::private(...), $workers);
            self::assertSame($workers, $fpm->workers(), 'a worker died: ' . $fpm->log());
        } finally {
            $fpm->stop();
        }
        self::assertSame(0, $asked['wrong'], $asked['told']);
        self::assertGreaterThan(50 * $seconds, $asked['right']);
        foreach ($before as $i => $kilobytes) {
            self::assertLessThan($kilobytes + self::GROWTH_KB, $after[$i], "kB of worker $i, which had $kilobytes");
        }
        \fwrite(\STDERR, \sprintf(
            "%d requests in %d s over %d workers, 0 wrong; kB a worker: %d to %d before, %d to %d after\n",
            ...[$asked['right'], $seconds, self::WORKERS, \min($before), \max($before), \min($after), \max($after)],
        ));
    }

    /** @return array{right: int, wrong: int, told: string} */
    private static function load(Fpm $fpm, int $seconds): array
    {
        $vectors = \array_values(Vectors::all());
        $ends = \microtime(true) + $seconds;
        $clients = [];
        $results = [];
        for ($i = 0; $i < self::CLIENTS; ++$i) {
            $results[$i] = (string) \tempnam(\sys_get_temp_dir(), 'sanspay-');
            $clients[$i] = \pcntl_fork();
            if ($clients[$i] === 0) {
                \file_put_contents($results[$i], \serialize(self::ask($fpm, $vectors, $i * 101, $ends)));
                \posix_kill((int) \getmypid(), \SIGKILL); // without what PHPUnit would do at a normal end
            }
        }
        $all = ['right' => 0, 'wrong' => 0, 'told' => ''];
        foreach ($clients as $i => $client) {
            \pcntl_waitpid($client, $status);
            /** @var array{right: int, wrong: int, told: string} $one */
            $one = \unserialize((string) \file_get_contents($results[$i]));
            \unlink($results[$i]);
            $all['right'] += $one['right'];
            $all['wrong'] += $one['wrong'];
            $all['told'] .= $one['told'];
        }

        return $all;
    }

    /**
     * One client: a question after the other, now and then one that fails inside.
     *
     * @param list<array{string, string}> $vectors
     *
     * @return array{right: int, wrong: int, told: string}
     */
    private static function ask(Fpm $fpm, array $vectors, int $from, float $ends): array
    {
        $done = ['right' => 0, 'wrong' => 0, 'told' => ''];
        for ($i = $from; \microtime(true) < $ends; ++$i) {
            [$question, $answer] = $vectors[$i % \count($vectors)];
            $starving = $i % 50 === 0;
            $engine = $i % 20 === 1 ? 'pulley' : 'native';
            try {
                $got = $fpm->ask(($starving ? 'do=starve' : 'do=ask') . "&engine=$engine", $question);
            } catch (\RuntimeException $problem) {
                $got = $problem->getMessage();
            }
            $right = $starving ? \str_contains($got, 'took more steps') || $got === $answer : $got === $answer;
            ++$done[$right ? 'right' : 'wrong'];
            if (!$right && $done['wrong'] < 3) {
                $done['told'] .= "asked $question\n  got $got\n";
            }
        }

        return $done;
    }
}
