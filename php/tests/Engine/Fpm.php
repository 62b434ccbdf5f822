<?php

declare(strict_types=1);

namespace Sanspay\Tests\Engine;

/** A php-fpm of the test's own, on a socket in a folder of its own. */
final class Fpm
{
    public readonly FastCgi $client;

    /** @param resource $process */
    private function __construct(private $process, private readonly string $folder)
    {
        $this->client = new FastCgi("$folder/fpm.sock");
    }

    /**
     * @param array<string, string> $pool lines of the pool's file
     * @param array<string, string> $ini  lines of php.ini
     * @param list<string>          $launcher what starts it
     */
    public static function start(array $pool = [], array $ini = [], int $workers = 2, array $launcher = []): self
    {
        $folder = \sys_get_temp_dir() . '/sanspay-fpm-' . \bin2hex(\random_bytes(6));
        \mkdir($folder);
        $lines = ['listen' => "$folder/fpm.sock", 'pm' => 'static', 'pm.max_children' => (string) $workers, ...$pool];
        if (\posix_geteuid() === 0) {
            // The sources may lie where nobody else can read.
            $lines += ['user' => 'root', 'group' => 'root'];
        }
        $write = static fn (array $lines): string => \implode("\n", \array_map(
            static fn (string $name, string $value): string => "$name = $value",
            \array_keys($lines),
            $lines,
        ));
        $global = "[global]\nerror_log = $folder/fpm.log\ndaemonize = no\n[test]\n";
        \file_put_contents("$folder/fpm.conf", $global . $write($lines));
        $command = [...$launcher, self::binary(), '-R', '-F', '-y', "$folder/fpm.conf"];
        foreach ($ini as $name => $value) {
            \array_push($command, '-d', "$name=$value");
        }
        $output = ['file', "$folder/output", 'a'];
        $process = \proc_open($command, [['file', '/dev/null', 'r'], $output, $output], $pipes);
        if ($process === false) {
            throw new \RuntimeException('php-fpm cannot be started');
        }
        $fpm = new self($process, $folder);
        for ($waited = 0; !\file_exists("$folder/fpm.sock"); ++$waited) {
            if ($waited > 500 || !\proc_get_status($process)['running']) {
                $log = $fpm->log();
                $fpm->stop();
                throw new \RuntimeException("php-fpm does not start: $log");
            }
            \usleep(20_000);
        }

        return $fpm;
    }

    /** Asks one of the scripts in `fpm/`. */
    public function ask(string $query, string $body = '', string $script = 'web.php'): string
    {
        return $this->client->ask(__DIR__ . "/fpm/$script", $query, $body);
    }

    /** @return list<int> */
    public function workers(): array
    {
        $master = \proc_get_status($this->process)['pid'];
        $children = (string) @\file_get_contents("/proc/$master/task/$master/children");

        return \array_map(\intval(...), \preg_split('/ /', $children, -1, \PREG_SPLIT_NO_EMPTY) ?: []);
    }

    /** What a process has to itself, in kB. */
    public static function private(int $pid): int
    {
        \preg_match_all('/^Private_\w+:\s+(\d+) kB/m', (string) @\file_get_contents("/proc/$pid/smaps_rollup"), $found);

        return (int) \array_sum($found[1]);
    }

    public function log(): string
    {
        return @\file_get_contents("$this->folder/fpm.log") . @\file_get_contents("$this->folder/output");
    }

    public function stop(): void
    {
        \proc_terminate($this->process, \SIGTERM);
        \proc_close($this->process);
        Shell::remove($this->folder);
    }

    private static function binary(): string
    {
        $version = \PHP_MAJOR_VERSION . '.' . \PHP_MINOR_VERSION;
        foreach (["/usr/sbin/php-fpm$version", '/usr/sbin/php-fpm', '/usr/local/sbin/php-fpm'] as $path) {
            if (\is_executable($path)) {
                return $path;
            }
        }
        throw new \RuntimeException('php-fpm is needed: apt-get install php-fpm');
    }
}
