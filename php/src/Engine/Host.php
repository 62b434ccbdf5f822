<?php

declare(strict_types=1);

namespace Sanspay\Engine;

/**
 * The library around the WebAssembly runtime, reached through FFI.
 *
 * It stays in PHP's process from its first use on, with the modules it has opened: later requests find it there, and
 * look only whether the module's file is still the same. At the first use in a process, the library must have the SHA-256
 * that was written down when the package was built, and it holds the modules to theirs. This protects from an upload that
 * broke off, from files of two versions, from a broken disk, and from binaries that came by another way than the package.
 * It does not protect from somebody who can write to the package's own folder: who can do that can write PHP.
 *
 * The files are mapped, and shared by all workers. So they must be replaced, as Composer does, and not written over while
 * PHP runs: no more than any other library on the machine.
 *
 * @internal
 */
final class Host
{
    private const NOT_EXECUTABLE = -2;

    private const DECLARATIONS = <<<'C'
        int32_t %1$sopen(const char *path, size_t length, const char *sha256, int32_t kind, size_t memory);
        int64_t %1$scall(int32_t module, const char *question, size_t length, uint64_t fuel, size_t memory);
        const uint8_t *%1$stext(void);
        size_t %1$slength(void);
        C;

    /** @param array<string, string> $files each file's SHA-256, by its name */
    private function __construct(
        private readonly \FFI $library,
        private readonly string $symbols,
        private readonly array $files,
    ) {
    }

    /** @throws EngineUnavailable */
    public static function load(): self
    {
        Setup::check();
        [$symbols, $files] = self::manifest();

        return new self(self::library($symbols, $files), $symbols, $files);
    }

    /** The name of the module for this processor. */
    public function nativeModule(): string
    {
        return 'sanspay.' . Setup::processor() . '.cwasm';
    }

    /**
     * Opens a module: its number in the library.
     *
     * @throws EngineUnavailable
     * @throws NotExecutable where another kind of module may do
     */
    public function open(string $file, bool $bytecode, int $memory): int
    {
        $path = self::path($file);
        $sha256 = $this->files[$file] ?? throw self::incomplete($file);
        // @phpstan-ignore-next-line method.dynamicName (the library's functions carry its version in their names)
        $number = $this->library->{$this->symbols . 'open'}($path, \strlen($path), $sha256, $bytecode ? 1 : 0, $memory);
        if (!\is_int($number)) {
            throw new \LogicException('the library and its declarations differ');
        }
        if ($number === self::NOT_EXECUTABLE) {
            throw new NotExecutable("The system forbids memory that was written to be executed ({$this->problem()}).");
        }
        if ($number < 0) {
            throw new EngineUnavailable("sanspay: {$this->problem()}");
        }

        return $number;
    }

    /**
     * Asks an opened module.
     *
     * @throws EngineFailed
     */
    public function call(int $module, #[\SensitiveParameter] string $question, int $fuel, int $memory): string
    {
        // @phpstan-ignore-next-line method.dynamicName
        $length = $this->library->{$this->symbols . 'call'}($module, $question, \strlen($question), $fuel, $memory);
        if (!\is_int($length) || $length < 0) {
            throw new EngineFailed("sanspay: {$this->problem()}; nothing was answered, and the next call starts afresh");
        }

        return $this->text($length);
    }

    private function problem(): string
    {
        // @phpstan-ignore-next-line method.dynamicName
        $length = $this->library->{$this->symbols . 'length'}();

        return $this->text(\is_int($length) ? $length : 0);
    }

    private function text(int $length): string
    {
        // @phpstan-ignore-next-line method.dynamicName
        $text = $this->library->{$this->symbols . 'text'}();

        // Bytes, not a C string: a string would end at the first zero.
        return $text instanceof \FFI\CData ? \FFI::string($text, $length) : '';
    }

    /**
     * The library: the one in this process if it is there already, or else from its file.
     *
     * @param array<string, string> $files
     */
    private static function library(string $symbols, array $files): \FFI
    {
        $declarations = \sprintf(self::DECLARATIONS, $symbols);
        try {
            return \FFI::cdef($declarations);
        } catch (\FFI\Exception $problem) {
            if (\str_contains($problem->getMessage(), 'restricted')) {
                throw Setup::restricted($problem);
            }
        }
        $name = 'libsanspay.' . Setup::processor() . '.so';
        $path = self::path($name);
        $bytes = @\file_get_contents($path);
        if ($bytes === false || !isset($files[$name])) {
            throw self::incomplete($name);
        }
        if (!\hash_equals($files[$name], self::sha256($bytes))) {
            throw new EngineUnavailable(\sprintf(
                'sanspay: %s: its %d bytes do not have the SHA-256 of this package\'s. It is incomplete, or of another '
                . 'version: install the package anew.',
                $path,
                \strlen($bytes),
            ));
        }
        try {
            return \FFI::cdef($declarations, $path);
        } catch (\FFI\Exception $problem) {
            throw Setup::unloadable($path, $problem);
        }
    }

    /** OpenSSL is four times as fast, where PHP has it. */
    private static function sha256(string $bytes): string
    {
        $digest = \function_exists('openssl_digest') ? \openssl_digest($bytes, 'sha256') : false;

        return $digest === false ? \hash('sha256', $bytes) : $digest;
    }

    /** @return array{string, array<string, string>} how the library's functions begin, and each file's SHA-256 */
    private static function manifest(): array
    {
        $path = self::path('manifest.php');
        $manifest = \is_file($path) ? require $path : null;
        if (!\is_array($manifest) || !\is_string($manifest['symbols'] ?? null) || !\is_array($manifest['files'] ?? null)) {
            throw self::incomplete('manifest.php');
        }
        $files = [];
        foreach ($manifest['files'] as $file => $sha256) {
            if (\is_string($file) && \is_string($sha256)) {
                $files[$file] = $sha256;
            }
        }

        return [$manifest['symbols'], $files];
    }

    /** The package's own files and no others: else any code could have any library loaded, whatever PHP's settings say. */
    private static function path(string $file): string
    {
        return \dirname(__DIR__, 2) . "/resources/$file";
    }

    private static function incomplete(string $file): EngineUnavailable
    {
        $path = self::path($file);

        return new EngineUnavailable(
            "sanspay: $path is missing or cannot be read. The package brings it: install the package anew"
            . ' (in a checkout of the sources, `cargo xtask php` builds it).',
        );
    }
}
