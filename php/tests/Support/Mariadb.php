<?php

declare(strict_types=1);

namespace Sanspay\Tests\Support;

/** MariaDB of Debian, in a folder of the test's and reached by a socket alone. */
final class Mariadb
{
    /** @param resource $process */
    private function __construct(public readonly string $socket, private $process)
    {
    }

    public static function start(string $folder): self
    {
        $me = posix_getpwuid(posix_getuid())['name'] ?? 'root';
        $data = escapeshellarg("{$folder}/data");
        $install = "mariadb-install-db --no-defaults --user={$me} --datadir={$data} --auth-root-authentication-method=normal --skip-test-db";
        exec("{$install} > {$folder}/mariadb.log 2>&1", $output, $status);
        $command = ['mariadbd', '--no-defaults', "--user={$me}", "--datadir={$folder}/data", "--socket={$folder}/db.sock",
            "--pid-file={$folder}/db.pid", '--skip-networking', '--innodb-flush-log-at-trx-commit=0'];
        $log = ['file', "{$folder}/mariadb.log", 'a'];
        $process = $status === 0 ? proc_open($command, [['file', '/dev/null', 'r'], $log, $log], $pipes) : false;
        if (!is_resource($process)) {
            throw new \RuntimeException('MariaDB cannot be set up: ' . file_get_contents("{$folder}/mariadb.log"));
        }
        $running = new self("{$folder}/db.sock", $process);
        register_shutdown_function($running->stop(...));
        for ($end = microtime(true) + 30;; usleep(50_000)) {
            try {
                (new \PDO("mysql:unix_socket={$folder}/db.sock", "root", ""))->exec('CREATE DATABASE wordpress');
                return $running;
            } catch (\PDOException $error) {
                if (microtime(true) > $end) {
                    throw new \RuntimeException('MariaDB does not start: ' . file_get_contents("{$folder}/mariadb.log"), 0, $error);
                }
            }
        }
    }

    public function stop(): void
    {
        if (is_resource($this->process)) {
            proc_terminate($this->process);
            proc_close($this->process);
        }
    }
}
