<?php

declare(strict_types=1);

namespace Sanspay\Tests\Engine;

use PHPUnit\Framework\TestCase;

/** Whatever is amiss with the installation is told in words, with what to do, and never crashes PHP. */
final class BrokenTest extends TestCase
{
    private const ASK = 'try { $e = Sanspay\Engine\Engines::best(%s);'
        . 'echo $e->name(), " ", substr($e->call("{\"operations\":{}}"), 0, 15), " ", $e->reason(); }'
        . 'catch (Sanspay\Engine\EngineUnavailable $problem) { echo "unavailable: ", $problem->getMessage(); }';

    private string $resources = '';

    protected function setUp(): void
    {
        $this->resources = Shell::resources();
    }

    protected function tearDown(): void
    {
        Shell::remove($this->resources);
    }

    public function testAWholeCopyWorks(): void
    {
        self::assertStringStartsWith('native {"operations":{', $this->ask());
        self::assertStringStartsWith('pulley {"operations":{', $this->ask('pulley'));
    }

    public function testFfiOff(): void
    {
        $told = $this->ask('native', ['-d', 'ffi.enable=0']);
        self::assertStringContainsString("unavailable: sanspay: PHP's FFI is switched off here (ffi.enable=0)", $told);
        self::assertStringContainsString("\n    ffi.enable=1\n", $told);
    }

    public function testFfiAbsent(): void
    {
        $told = $this->ask('native', ['-n']);
        self::assertStringContainsString("unavailable: sanspay: PHP's extension FFI is not loaded", $told);
        self::assertStringContainsString("\n    extension=ffi\n    ffi.enable=1", $told);
    }

    /** @dataProvider libraries */
    public function testALibraryThatIsNotThePackages(string $change, string $expected): void
    {
        $this->spoil('libsanspay.x86_64.so', $change);
        self::assertStringContainsString($expected, $this->ask());
    }

    /** @return array<string, array{string, string}> */
    public static function libraries(): array
    {
        return [
            'truncated' => ['truncate', 'do not have the SHA-256 of this package'],
            'changed' => ['change', 'do not have the SHA-256 of this package'],
            'missing' => ['remove', 'is missing or cannot be read. The package brings it: install the package anew'],
            'for another processor' => ['swap', 'cannot be loaded: Failed loading'],
        ];
    }

    /**
     * @dataProvider modules
     *
     * @param 'native'|'pulley' $engine
     */
    public function testAModuleThatIsNotThePackages(string $engine, string $change, string $expected): void
    {
        $this->spoil($engine === 'native' ? 'sanspay.x86_64.cwasm' : 'sanspay.pulley64.cwasm', $change);
        $told = $this->ask($engine);
        self::assertStringStartsWith('unavailable: sanspay: ', $told);
        self::assertStringContainsString($expected, $told);
    }

    /** @return array<string, array{string, string, string}> */
    public static function modules(): array
    {
        $cases = [];
        foreach (['native', 'pulley'] as $engine) {
            $cases += [
                "$engine, truncated" => [$engine, 'truncate', 'It is incomplete, or of another version: install the package anew'],
                "$engine, changed" => [$engine, 'change', 'It is incomplete, or of another version: install the package anew'],
                "$engine, missing" => [$engine, 'remove', 'No such file or directory'],
                "$engine, of another version" => [$engine, 'version', 'incompatible version \'sanspay '],
                "$engine, no module at all" => [$engine, 'text', 'failed to parse precompiled artifact'],
            ];
        }

        return $cases + [
            'native, for another processor' => ['native', 'swap', "Module was compiled for architecture 'aarch64'"],
            'native, bytecode' => ['native', 'bytecode', "Module was compiled for architecture 'pulley64'"],
        ];
    }

    /**
     * Two packages of one version in one PHP, such as two shops', share the library and nothing else.
     */
    public function testTheLibraryIsLoadedOnceInAProcess(): void
    {
        $told = Shell::php(\sprintf(
            '$a = Sanspay\Engine\Engines::best(); unlink(%1$s . "/libsanspay.x86_64.so");'
            . '$b = Sanspay\Engine\Engines::best(["resources" => %1$s]); echo $a === $b ? "same" : "two", " ",'
            . '$a->call("{}") === $b->call("{}") ? "equal" : "differ", " ",'
            . 'preg_match_all("/r-xp.*libsanspay/", file_get_contents("/proc/self/maps"));',
            \var_export($this->resources, true),
        ));
        self::assertSame('two equal 1', $told);
    }

    /** @param list<string> $settings */
    private function ask(string $engine = 'native', array $settings = ['-d', 'ffi.enable=1']): string
    {
        $options = ['resources' => $this->resources, 'engine' => $engine];

        return Shell::php(\sprintf(self::ASK, \var_export($options, true)), $settings);
    }

    private function spoil(string $file, string $change): void
    {
        $path = "$this->resources/$file";
        $bytes = (string) \file_get_contents($path);
        $spoilt = match ($change) {
            'truncate' => \substr($bytes, 0, \intdiv(\strlen($bytes), 2)),
            'change' => \substr_replace($bytes, $bytes[5000] === 'x' ? 'y' : 'x', 5000, 1),
            'swap' => (string) \file_get_contents(\str_replace('x86_64', 'aarch64', $path)),
            'bytecode' => (string) \file_get_contents("$this->resources/sanspay.pulley64.cwasm"),
            'version' => \str_replace(' on wasmtime 48.', ' on wasmtime 47.', $bytes),
            'text' => 'not a module',
            default => '',
        };
        self::assertNotSame($bytes, $spoilt);
        \unlink($path);
        if ($change !== 'remove') {
            \file_put_contents($path, $spoilt);
        }
        if ($change !== 'truncate' && $change !== 'change' && $change !== 'remove') {
            Shell::bless($this->resources, $file);
        }
    }
}
