<?php

declare(strict_types=1);

namespace Sanspay\Tests\Engine;

/** PHP as a process of its own: what is loaded once in a process can be tried only so. */
final class Shell
{
    /**
     * Runs PHP code, the package being loadable; what it prints and what it complains of.
     *
     * @param list<string> $settings   arguments for PHP
     * @param string       $launcher   what stands before the command in the shell
     */
    public static function php(string $code, array $settings = ['-d', 'ffi.enable=1'], string $launcher = ''): string
    {
        $load = 'require ' . \var_export(__DIR__ . '/autoload.php', true) . ';';
        $command = \array_map(\escapeshellarg(...), [\PHP_BINARY, ...$settings, '-r', $load . $code]);
        \exec($launcher . \implode(' ', $command) . ' 2>&1', $output, $status);

        return \implode("\n", $output) . ($status === 0 ? '' : "\n[exit $status]");
    }

    /** A copy of the package's binaries, to be spoilt. */
    public static function resources(): string
    {
        $folder = \sys_get_temp_dir() . '/sanspay-' . \bin2hex(\random_bytes(6));
        \mkdir($folder);
        foreach (\glob(\dirname(__DIR__, 2) . '/resources/*') ?: [] as $file) {
            \copy($file, $folder . '/' . \basename($file));
        }

        return $folder;
    }

    public static function remove(string $folder): void
    {
        \array_map(\unlink(...), \glob("$folder/*") ?: []);
        \rmdir($folder);
    }

    /** Writes a file's new digest into the manifest, so that what else is wrong with it comes to light. */
    public static function bless(string $folder, string $file): void
    {
        $manifest = (string) \file_get_contents("$folder/manifest.php");
        $line = "'$file' => '" . \hash_file('sha256', "$folder/$file") . "'";
        \file_put_contents("$folder/manifest.php", \preg_replace("/'\Q$file\E' => '[0-9a-f]{64}'/", $line, $manifest));
    }
}
