<?php

declare(strict_types=1);

namespace Sanspay\Engine;

/**
 * What is missing from this PHP, and the exact lines that bring it.
 *
 * @internal
 */
final class Setup
{
    /** @throws EngineUnavailable where it is known beforehand that the library cannot be loaded */
    public static function check(): void
    {
        if (\PHP_OS_FAMILY !== 'Linux' || \PHP_INT_SIZE !== 8) {
            throw new EngineUnavailable(\sprintf(
                'sanspay: the library is built for 64-bit Linux, and this is %s with %d bits.',
                \PHP_OS_FAMILY,
                \PHP_INT_SIZE * 8,
            ));
        }
        self::processor();
        if (!\extension_loaded('FFI')) {
            throw new EngineUnavailable(
                "sanspay: PHP's extension FFI is not loaded. Install it (Debian and Ubuntu: php-common has it; Fedora: php-ffi;"
                . " Docker: docker-php-ext-install ffi), and write to php.ini:\n\n    extension=ffi\n    " . self::lines(),
            );
        }
    }

    /** The processor's family, as the files are named. */
    public static function processor(): string
    {
        // Some hosts switch it off; then the library itself says where it does not belong.
        $machine = \function_exists('php_uname') ? \php_uname('m') : 'x86_64';
        if ($machine !== 'x86_64' && $machine !== 'aarch64') {
            throw new EngineUnavailable("sanspay: the library is built for x86_64 and aarch64, and this is $machine.");
        }

        return $machine;
    }

    /** FFI is there, and PHP's settings forbid it. */
    public static function restricted(\Throwable $problem): EngineUnavailable
    {
        $setting = \ini_get('ffi.enable');
        $setting = $setting === false || $setting === '' ? '0' : $setting;

        return new EngineUnavailable(
            "sanspay: PHP's FFI is switched off here (ffi.enable=$setting). Write:\n\n    " . self::lines()
            . "\n\nand start PHP anew.",
            0,
            $problem,
        );
    }

    /** The library is whole, and the system will not have it. */
    public static function unloadable(string $path, \Throwable $problem): EngineUnavailable
    {
        if (\str_contains($problem->getMessage(), 'Failed resolving')) {
            return new EngineUnavailable(
                "sanspay: $path is of another version than the PHP code beside it: install the package anew.",
                0,
                $problem,
            );
        }

        return new EngineUnavailable(
            "sanspay: $path cannot be loaded: {$problem->getMessage()} It needs glibc 2.17 or later (Alpine Linux has none:"
            . ' use an image on Debian), and a file system that is not mounted with noexec.',
            0,
            $problem,
        );
    }

    private static function lines(): string
    {
        $preload = \dirname(__DIR__, 2) . '/preload.php';
        $preloading = "in php.ini:\n\n    ffi.enable=preload\n    opcache.enable=1\n    opcache.preload=$preload";

        return match (\PHP_SAPI) {
            'cli', 'phpdbg', 'embed', 'micro' => 'ffi.enable=1',
            'fpm-fcgi' => "php_admin_value[ffi.enable] = 1\n\nin the pool's file (php-fpm.d/www.conf), or else, so that no"
                . " other code may use FFI, $preloading\n    opcache.preload_user=www-data    ; the pool's user",
            'apache2handler' => "php_admin_value ffi.enable 1\n\nin the virtual host, or else, so that no other code may use"
                . " FFI, $preloading\n    opcache.preload_user=www-data    ; Apache's user",
            default => "ffi.enable=1\n\nin php.ini, or else, so that no other code may use FFI, $preloading",
        };
    }
}
