<?php

declare(strict_types=1);

namespace Sanspay\Tests\Engine;

use PHPUnit\Framework\TestCase;

/** The library and the modules for ARM64, in an emulator: a small C program stands in for PHP. */
final class Arm64Test extends TestCase
{
    private const SYSTEM = '/usr/aarch64-linux-gnu';

    /** @dataProvider modules */
    public function testEveryVectorGivesItsBytes(string $module, int $kind): void
    {
        $host = \getenv('SANSPAY_PHP_FIXTURES') . '/arm64-host';
        if (!\is_file($host) || !\is_file('/usr/bin/qemu-aarch64') || !\is_dir(self::SYSTEM)) {
            self::markTestSkipped('qemu-user and libc6-arm64-cross play the other processor; `cargo xtask php test` has them');
        }
        $resources = \dirname(__DIR__, 2) . '/resources';
        /** @var array{symbols: string, files: array<string, string>} $manifest */
        $manifest = require "$resources/manifest.php";
        $vectors = Vectors::all();
        $questions = (string) \tempnam(\sys_get_temp_dir(), 'sanspay-');
        $prefixed = static fn (string $text): string => \pack('V', \strlen($text)) . $text;
        \file_put_contents($questions, \array_map($prefixed, \array_column($vectors, 0)));
        $process = \proc_open(
            [
                '/usr/bin/qemu-aarch64', '-L', self::SYSTEM, $host, "$resources/libsanspay.aarch64.so", "$resources/$module",
                $manifest['files'][$module], (string) $kind, $manifest['symbols'],
            ],
            [['file', $questions, 'r'], ['pipe', 'w'], \STDERR],
            $pipes,
        );
        self::assertIsResource($process);
        $answers = (string) \stream_get_contents($pipes[1]);
        self::assertSame(0, \proc_close($process));
        \unlink($questions);
        $expected = \implode('', \array_map($prefixed, \array_column($vectors, 1)));
        self::assertTrue($answers === $expected, \strlen($answers) . ' bytes of answers differ from those of the vectors');
    }

    /** @return array<string, array{string, int}> */
    public static function modules(): array
    {
        return ['machine code' => ['sanspay.aarch64.cwasm', 0], 'bytecode' => ['sanspay.pulley64.cwasm', 1]];
    }
}
