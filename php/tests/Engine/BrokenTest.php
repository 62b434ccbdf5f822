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

    private string $package = '';

    protected function setUp(): void
    {
        $this->package = Shell::package();
    }

    protected function tearDown(): void
    {
        Shell::remove($this->package);
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

    public function testFunctionsThatHostsSwitchOff(): void
    {
        $off = 'disable_functions=php_uname,exec,system,passthru,shell_exec,proc_open,popen,openssl_digest,ini_set';
        self::assertStringStartsWith('native {"operations":{', $this->ask('native', ['-d', 'ffi.enable=1', '-d', $off]));
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
                "$engine, truncated" => [$engine, 'truncate', 'It is incomplete, or of another version: install the'],
                "$engine, changed" => [$engine, 'change', 'It is incomplete, or of another version: install the'],
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

    public function testTheSandboxMayBeLeftOut(): void
    {
        foreach (\glob("$this->package/resources/sandbox.*") ?: [] as $module) {
            \unlink($module);
        }
        self::assertStringStartsWith('native {"operations":{', $this->ask());
        $told = Shell::php(\sprintf(self::ASK, "['module' => 'sandbox']"), package: $this->package);
        self::assertMatchesRegularExpression('~^unavailable: sanspay: \S+/sandbox\.pulley64\.cwasm: No such file or directory~', $told);
    }

    public function testALibraryOfAnotherVersion(): void
    {
        $manifest = "$this->package/resources/manifest.php";
        \file_put_contents($manifest, \preg_replace('/sanspay_\d+_/', 'sanspay_9_', (string) \file_get_contents($manifest)));
        self::assertStringContainsString('is of another version than the PHP code beside it', $this->ask());
    }

    /** Later requests find the library in the process; a module that was changed since is not used any more. */
    public function testWhatALaterRequestReads(): void
    {
        $again = static fn (string $before): string => $before . '$host = Sanspay\Engine\Host::load();'
            . 'try { $number = $host->open("sanspay.x86_64.cwasm", false, 1 << 26);'
            . 'echo substr($host->call($number, "{}", 1 << 30, 1 << 26), 0, 9); }'
            . 'catch (Sanspay\Engine\EngineUnavailable $problem) { echo $problem->getMessage(); } echo "\n";';
        [$library, $module] = \array_map(
            fn (string $file): string => \var_export("$this->package/resources/$file", true),
            ['libsanspay.x86_64.so', 'sanspay.x86_64.cwasm'],
        );
        $told = \explode("\n", Shell::php(
            $again('') . $again("unlink($library);") . $again("touch($module, 5);")
            . $again("rename($module, $module . '.old'); file_put_contents($module, 'cut');")
            . 'preg_match_all("/r-xp.*libsanspay/", file_get_contents("/proc/self/maps"), $maps); echo count($maps[0]);',
            package: $this->package,
        ));
        self::assertSame(['{"error":', '{"error":', '{"error":'], \array_slice($told, 0, 3));
        self::assertStringContainsString('its 3 bytes have the SHA-256', $told[3]);
        self::assertSame('1', $told[4]);
    }

    /** A process may fork with the engine open. */
    public function testAFork(): void
    {
        $told = Shell::php(
            '$engine = Sanspay\Engine\Engines::best(); $engine->call("{}"); $child = pcntl_fork();'
            . 'for ($wrong = 0, $i = 0; $i < 50; ++$i) { $wrong += (int) (strlen($engine->call("{\"operations\":{}}")) < 1000); }'
            . 'if ($child === 0) { exit($wrong); } pcntl_waitpid($child, $status); echo $wrong + pcntl_wexitstatus($status);',
        );
        self::assertSame('0', $told);
    }

    /** @param list<string> $settings */
    private function ask(string $engine = 'native', array $settings = ['-d', 'ffi.enable=1']): string
    {
        return Shell::php(\sprintf(self::ASK, "['engine' => '$engine']"), $settings, package: $this->package);
    }

    private function spoil(string $file, string $change): void
    {
        $path = "$this->package/resources/$file";
        $bytes = (string) \file_get_contents($path);
        $spoilt = match ($change) {
            'truncate' => \substr($bytes, 0, \intdiv(\strlen($bytes), 2)),
            'change' => \substr_replace($bytes, $bytes[5000] === 'x' ? 'y' : 'x', 5000, 1),
            'swap' => (string) \file_get_contents(\str_replace('x86_64', 'aarch64', $path)),
            'bytecode' => (string) \file_get_contents("$this->package/resources/sanspay.pulley64.cwasm"),
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
            Shell::bless($this->package, $file);
        }
    }
}
