<?php

declare(strict_types=1);

namespace Sanspay\Tests\Engine;

use PHPUnit\Framework\TestCase;
use Sanspay\Engine\Engines;

/** The library and the modules for ARM64, in an emulator: a small C program stands in for PHP. */
final class Arm64Test extends TestCase
{
    private const SYSTEM = '/usr/aarch64-linux-gnu';

    /** @dataProvider modules */
    public function testEveryVectorGivesItsBytes(string $module, int $kind): void
    {
        $vectors = Vectors::all();
        $answers = self::ask($module, $kind, \array_column($vectors, 0));
        $expected = \implode('', \array_map(self::prefixed(...), \array_column($vectors, 1)));
        self::assertTrue($answers === $expected, \strlen($answers) . ' bytes of answers differ from those of the vectors');
    }

    public function testTheSandboxIsTheSameThere(): void
    {
        $here = Engines::best(['module' => 'sandbox']);
        $form = ['method' => 'POST', 'url' => 'http://127.0.0.1:4010/', 'body' => 'token=pub_test_1&amount=4000'];
        $saved = null;
        $questions = $expected = [];
        foreach ([['start' => ['seed' => 7]], ['exchange' => $form], ['accounts' => ['base_url' => 'http://127.0.0.1:4010']]] as $ask) {
            $questions[] = $question = \json_encode(['step' => ['saved' => $saved, 'ask' => $ask]], \JSON_THROW_ON_ERROR);
            $expected[] = $answer = $here->call($question);
            $saved = \json_decode($answer, true, 512, \JSON_THROW_ON_ERROR)['step']['saved'];
        }
        self::assertSame(\implode('', \array_map(self::prefixed(...), $expected)), self::ask('sandbox.pulley64.cwasm', 1, $questions));
    }

    /** @param list<string> $questions */
    private static function ask(string $module, int $kind, array $questions): string
    {
        $host = \getenv('SANSPAY_PHP_FIXTURES') . '/arm64-host';
        if (!\is_file($host) || !\is_file('/usr/bin/qemu-aarch64') || !\is_dir(self::SYSTEM)) {
            self::markTestSkipped('qemu-user and libc6-arm64-cross play the other processor; `cargo xtask php test` has them');
        }
        $resources = \dirname(__DIR__, 2) . '/resources';
        /** @var array{symbols: string, files: array<string, string>} $manifest */
        $manifest = require "$resources/manifest.php";
        $asked = (string) \tempnam(\sys_get_temp_dir(), 'sanspay-');
        \file_put_contents($asked, \array_map(self::prefixed(...), $questions));
        $process = \proc_open(
            [
                '/usr/bin/qemu-aarch64', '-L', self::SYSTEM, $host, "$resources/libsanspay.aarch64.so", "$resources/$module",
                $manifest['files'][$module], (string) $kind, $manifest['symbols'],
            ],
            [['file', $asked, 'r'], ['pipe', 'w'], \STDERR],
            $pipes,
        );
        self::assertIsResource($process);
        $answers = (string) \stream_get_contents($pipes[1]);
        self::assertSame(0, \proc_close($process));
        \unlink($asked);

        return $answers;
    }

    private static function prefixed(string $text): string
    {
        return \pack('V', \strlen($text)) . $text;
    }

    /** @return array<string, array{string, int}> */
    public static function modules(): array
    {
        return ['machine code' => ['sanspay.aarch64.cwasm', 0], 'bytecode' => ['sanspay.pulley64.cwasm', 1]];
    }
}
