<?php

declare(strict_types=1);

namespace Sanspay\Tests\Engine;

/** PHP as a process of its own: what is loaded once in a process can be tried only so. */
final class Shell
{
    /** PHP code after which this process may execute no memory that it has written to: Linux has that from 6.3 on. */
    public const FORBID_EXECUTION = 'if (FFI::cdef("int prctl(int, long, long, long, long);")->prctl(65, 1, 0, 0, 0) !== 0) {'
        . 'exit("this kernel is too old"); }';

    /**
     * Runs PHP code, the package being loadable; what it prints and what it complains of.
     *
     * @param list<string> $settings arguments for PHP
     * @param string       $launcher what stands before the command in the shell
     * @param string|null  $package  a copy of the package to load instead
     */
    public static function php(
        string $code,
        array $settings = ['-d', 'ffi.enable=1'],
        string $launcher = '',
        ?string $package = null,
    ): string {
        [$package, $autoload] = [\var_export($package, true), \var_export(__DIR__ . '/autoload.php', true)];
        $load = "const PACKAGE = $package; require $autoload;";
        $command = \array_map(\escapeshellarg(...), [\PHP_BINARY, ...$settings, '-r', $load . $code]);
        \exec($launcher . \implode(' ', $command) . ' 2>&1', $output, $status);

        return \implode("\n", $output) . ($status === 0 ? '' : "\n[exit $status]");
    }

    public static function canForbidExecution(): bool
    {
        return self::php(self::FORBID_EXECUTION . 'echo "forbidden";') === 'forbidden';
    }

    /** A copy of the package, to be spoilt. */
    public static function package(): string
    {
        $copy = \sys_get_temp_dir() . '/sanspay-' . \bin2hex(\random_bytes(6));
        foreach (['src/Engine', 'resources'] as $folder) {
            \mkdir("$copy/$folder", recursive: true);
            foreach (\glob(\dirname(__DIR__, 2) . "/$folder/*") ?: [] as $file) {
                \copy($file, "$copy/$folder/" . \basename($file));
            }
        }

        return $copy;
    }

    /** Removes a folder of the tests' own. */
    public static function remove(string $folder): void
    {
        foreach (\glob("$folder/*") ?: [] as $entry) {
            \is_dir($entry) ? self::remove($entry) : \unlink($entry);
        }
        \rmdir($folder);
    }

    /** Writes a file's new digest into the manifest, so that what else is wrong with it comes to light. */
    public static function bless(string $package, string $file): void
    {
        $folder = "$package/resources";
        $manifest = (string) \file_get_contents("$folder/manifest.php");
        $line = "'$file' => '" . \hash_file('sha256', "$folder/$file") . "'";
        \file_put_contents("$folder/manifest.php", \preg_replace("/'\Q$file\E' => '[0-9a-f]{64}'/", $line, $manifest));
    }
}
