<?php

declare(strict_types=1);

namespace Sanspay\Tests\Engine;

use PHPUnit\Framework\TestCase;

/** Where the system gives less than usual. */
final class HardenedTest extends TestCase
{
    private const VECTORS = '$engine = Sanspay\Engine\Engines::best();'
        . '$wrong = Sanspay\Tests\Engine\Vectors::wrong($engine->call(...));'
        . 'echo $engine->name(), ": ", count($wrong), " wrong. ", $engine->reason();';

    /** What systemd calls MemoryDenyWriteExecute: then bytecode it is, and the reason says so. */
    public function testMemoryThatMayNotBeExecuted(): void
    {
        $told = Shell::php(self::forbidding(self::VECTORS));
        self::assertStringContainsString('pulley: 0 wrong. bytecode: The system forbids memory', $told);
    }

    public function testWhereMachineCodeIsInsistedOnAllTheSame(): void
    {
        $told = Shell::php(self::forbidding(
            'try { Sanspay\Engine\Engines::best(["engine" => "native"]); }'
            . 'catch (Sanspay\Engine\EngineUnavailable $problem) { echo $problem->getMessage(); }',
        ));
        self::assertStringContainsString('Allow the option "engine" to be "pulley".', $told);
    }

    /** Web hosts ration address space: nothing is reserved around the module's memory. */
    public function testLittleAddressSpace(): void
    {
        $told = Shell::php(self::VECTORS, ['-d', 'ffi.enable=1', '-d', 'opcache.enable_cli=0'], 'ulimit -v 200000; ');
        self::assertStringStartsWith('native: 0 wrong.', $told);
    }

    /** A processor of 2008 runs what is shipped, and refuses what was compiled for a newer one. */
    public function testAnOldProcessor(): void
    {
        $fixtures = (string) \getenv('SANSPAY_PHP_FIXTURES');
        if (\php_uname('m') !== 'x86_64' || !\is_file('/usr/bin/qemu-x86_64') || $fixtures === '') {
            self::markTestSkipped('qemu-user plays the old processor; `cargo xtask php test` has it, and the newer one\'s module');
        }
        $old = '/usr/bin/qemu-x86_64 -cpu core2duo ';
        $ask = '$engine = Sanspay\Engine\Engines::best();'
            . 'echo $engine->name(), " ", substr($engine->call("{\"operations\":{}}"), 0, 15);';
        self::assertStringEndsWith('native {"operations":{', Shell::php($ask, launcher: $old));

        $package = Shell::package();
        \copy("$fixtures/avx512.cwasm", "$package/resources/sanspay.x86_64.cwasm");
        Shell::bless($package, 'sanspay.x86_64.cwasm');
        $told = Shell::php($ask, launcher: $old, package: $package);
        Shell::remove($package);
        self::assertStringContainsString('EngineUnavailable', $told);
        self::assertStringContainsString('avx512vbmi', $told);
    }

    private static function forbidding(string $code): string
    {
        if (!Shell::canForbidExecution()) {
            self::markTestSkipped('Linux 6.3 is needed, to forbid memory that was written to be executed');
        }

        return Shell::FORBID_EXECUTION . $code;
    }
}
