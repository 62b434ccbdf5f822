<?php

declare(strict_types=1);

namespace Sanspay\Tests\Support;

/** php-fpm behind nginx, both of Debian, on a free port and with everything they write in one folder. */
final class WebServer
{
    /** @var list<resource> */
    private array $processes = [];

    private function __construct(private readonly string $folder, public readonly string $url)
    {
    }

    /**
     * @param string $pool a pool of php-fpm: its own names for users and the socket are replaced
     * @param string $server a `server` of nginx, likewise
     */
    public static function start(string $folder, string $pool, string $server, int $port): self
    {
        $web = new self($folder, "http://127.0.0.1:{$port}");
        $root = posix_getuid() === 0;
        // As the person who runs the test, in a folder of the test's.
        $pool = (string) preg_replace('/^(user|group|listen|listen\.\w+) = .*\n/m', '', $pool);
        $pool .= "\nlisten = {$folder}/fpm.sock\nclear_env = no\ncatch_workers_output = yes\n"
            . 'php_admin_value[auto_prepend_file] = ' . __DIR__ . "/prepend.php\n" . ($root ? "user = root\ngroup = root\n" : '');
        $server = (string) preg_replace('~unix:[^;]+~', "unix:{$folder}/fpm.sock", $server);
        $server = (string) preg_replace('/^(\s*)listen .*$/m', "\\1listen 127.0.0.1:{$port};", $server);
        file_put_contents("{$folder}/fpm.conf", "[global]\nerror_log = {$folder}/fpm.log\n{$pool}");
        file_put_contents("{$folder}/nginx.conf", ($root ? "user root;\n" : '') . "pid {$folder}/nginx.pid;\n"
            . "error_log {$folder}/nginx.log;\nevents {}\nhttp {\ninclude /etc/nginx/mime.types;\naccess_log off;\n"
            . "client_body_temp_path {$folder}/body;\nfastcgi_temp_path {$folder}/fastcgi;\n"
            . "proxy_temp_path {$folder}/proxy;\nuwsgi_temp_path {$folder}/uwsgi;\nscgi_temp_path {$folder}/scgi;\n"
            . "{$server}\n}\n");
        $web->run([self::fpm(), '-F', '-y', "{$folder}/fpm.conf", ...($root ? ['-R'] : [])]);
        $web->run(['nginx', '-c', "{$folder}/nginx.conf", '-g', 'daemon off;']);
        register_shutdown_function($web->stop(...));
        for ($end = microtime(true) + 10; !@fsockopen('127.0.0.1', $port) || !file_exists("{$folder}/fpm.sock");) {
            if (microtime(true) > $end) {
                throw new \RuntimeException("nginx and php-fpm do not start: {$web->log()}");
            }
            usleep(20_000);
        }
        return $web;
    }

    public static function freePort(): int
    {
        $socket = stream_socket_server('tcp://127.0.0.1:0') ?: throw new \RuntimeException('no port is free');
        return (int) substr((string) strrchr((string) stream_socket_get_name($socket, false), ':'), 1);
    }

    /** What the servers have complained of. */
    public function log(): string
    {
        return implode('', array_map(fn (string $file) => (string) @file_get_contents($file), ["{$this->folder}/nginx.log", "{$this->folder}/fpm.log"]));
    }

    public function stop(): void
    {
        foreach ($this->processes as $process) {
            proc_terminate($process);
            proc_close($process);
        }
        $this->processes = [];
    }

    private static function fpm(): string
    {
        $found = glob('/usr/sbin/php-fpm*') ?: throw new \RuntimeException('php-fpm is not installed');
        return $found[0];
    }

    /** @param list<string> $command */
    private function run(array $command): void
    {
        $null = ['file', '/dev/null', 'a'];
        $process = proc_open($command, [['file', '/dev/null', 'r'], $null, ['file', "{$this->folder}/nginx.log", 'a']], $pipes);
        $this->processes[] = $process ?: throw new \RuntimeException("{$command[0]} cannot be started");
    }
}
