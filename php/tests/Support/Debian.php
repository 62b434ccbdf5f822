<?php

declare(strict_types=1);

namespace Sanspay\Tests\Support;

/** `composer install` without Packagist: what a project needs comes from this checkout and from Debian's packages. */
final class Debian
{
    /** Composer's name, its version, and where Debian keeps it under /usr/share/php. */
    private const PACKAGES = [
        ['guzzlehttp/guzzle', '7.4.5', 'GuzzleHttp', 'GuzzleHttp\\', 'functions_include.php'],
        ['guzzlehttp/promises', '1.5.2', 'GuzzleHttp/Promise', 'GuzzleHttp\\Promise\\', 'functions_include.php'],
        ['guzzlehttp/psr7', '2.4.5', 'GuzzleHttp/Psr7', 'GuzzleHttp\\Psr7\\', null],
        ['nyholm/psr7', '1.5.1', 'Nyholm/Psr7', 'Nyholm\\Psr7\\', null],
        ['psr/http-client', '1.0.1', 'Psr/Http/Client', 'Psr\\Http\\Client\\', null],
        // Debian has the factories' interfaces in the same folder as the messages'.
        ['psr/http-factory', '1.0.1', 'Psr/Http/Message', 'Psr\\Http\\Message\\', null],
        ['psr/http-message', '1.0.1', 'Psr/Http/Message', 'Psr\\Http\\Message\\', null],
        ['ralouphie/getallheaders', '3.0.3', 'getallheaders', null, 'getallheaders.php'],
        ['symfony/deprecation-contracts', '2.5.5', 'Symfony/Contracts/Deprecation', null, 'function.php'],
    ];
    private const NEEDS = [
        'guzzlehttp/guzzle' => ['guzzlehttp/promises' => '*', 'guzzlehttp/psr7' => '*', 'psr/http-client' => '*',
            'symfony/deprecation-contracts' => '*'],
        'guzzlehttp/psr7' => ['psr/http-factory' => '*', 'psr/http-message' => '*', 'ralouphie/getallheaders' => '*'],
        'nyholm/psr7' => ['psr/http-factory' => '*', 'psr/http-message' => '*'],
    ];

    /** Installs what the folder's composer.json asks for. */
    public static function install(string $folder): void
    {
        $asked = json_decode((string) file_get_contents("{$folder}/composer.json"), true, 64, JSON_THROW_ON_ERROR);
        $path = ['type' => 'path', 'url' => dirname(__DIR__, 2), 'options' => ['symlink' => false]];
        $repositories = [$path, ['packagist.org' => false]];
        foreach (self::PACKAGES as [$name, $version, $place, $namespace, $file]) {
            $autoload = ($namespace === null ? [] : ['psr-4' => [$namespace => '']]) + ($file === null ? [] : ['files' => [$file]]);
            $repositories[] = ['type' => 'package', 'package' => [
                'name' => $name,
                'version' => $version,
                'require' => (object) (self::NEEDS[$name] ?? []),
                'dist' => ['type' => 'path', 'url' => "/usr/share/php/{$place}"],
                'autoload' => $autoload,
            ]];
        }
        file_put_contents(
            "{$folder}/composer.json",
            json_encode(['repositories' => $repositories] + (array) $asked, JSON_PRETTY_PRINT | JSON_THROW_ON_ERROR),
        );
        $home = ['COMPOSER_HOME' => "{$folder}/.composer", 'COMPOSER_ALLOW_SUPERUSER' => '1', 'PATH' => (string) getenv('PATH')];
        $command = ['composer', 'install', '--no-interaction', '--no-progress', '--quiet', '--optimize-autoloader'];
        $pipes = [];
        $process = proc_open($command, [1 => ['pipe', 'w'], 2 => ['redirect', 1]], $pipes, $folder, $home);
        $told = is_resource($process) ? (string) stream_get_contents($pipes[1]) : 'composer cannot be started';
        if (!is_resource($process) || proc_close($process) !== 0) {
            throw new \RuntimeException("composer install failed in {$folder}: {$told}");
        }
    }

    /** A copy of a folder of this repository, in a temporary place that is gone when the tests end. */
    public static function copyOf(string $folder): string
    {
        $copy = sys_get_temp_dir() . '/sanspay-' . bin2hex(random_bytes(6));
        exec('cp -r ' . escapeshellarg($folder) . ' ' . escapeshellarg($copy), $output, $status);
        if ($status !== 0) {
            throw new \RuntimeException("{$folder} cannot be copied");
        }
        register_shutdown_function(fn () => exec('rm -rf ' . escapeshellarg($copy)));
        return $copy;
    }
}
