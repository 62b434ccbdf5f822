<?php

declare(strict_types=1);

namespace Sanspay\Tests\Engine;

use PHPUnit\Framework\TestCase;
use Sanspay\Engine\Engine;
use Sanspay\Engine\EngineFailed;
use Sanspay\Engine\Engines;

/** What every engine must do, in the command line's PHP. */
final class EnginesTest extends TestCase
{
    private const QUESTION = '{"operations":{}}';

    /** @return array<string, array{'native'|'pulley'}> */
    public static function engines(): array
    {
        return ['machine code' => ['native'], 'bytecode' => ['pulley']];
    }

    /**
     * @dataProvider engines
     *
     * @param 'native'|'pulley' $name
     */
    public function testEveryVectorGivesItsBytes(string $name): void
    {
        $engine = self::engine($name);
        self::assertSame($name, $engine->name());
        self::assertGreaterThan(400, \count(Vectors::all()));
        self::assertSame([], Vectors::wrong($engine->call(...)));
    }

    public function testMachineCodeIsChosenWhereItMayRun(): void
    {
        $engine = Engines::best();
        self::assertSame('native', $engine->name());
        self::assertStringContainsString('machine code', $engine->reason());
        self::assertSame($engine, Engines::best());
        self::assertStringContainsString('the options ask for it', self::engine('pulley')->reason());
    }

    /**
     * @dataProvider engines
     *
     * @param 'native'|'pulley' $name
     */
    public function testACallThatTakesTooLongEnds(string $name): void
    {
        $short = Engines::best(['engine' => $name, 'fuel' => 1000]);
        $this->fails('took more steps than one call may', fn () => $short->call(self::QUESTION));
        self::assertStringStartsWith('{"operations":{', Engines::best()->call(self::QUESTION));
    }

    /**
     * @dataProvider engines
     *
     * @param 'native'|'pulley' $name
     */
    public function testACallThatTakesTooMuchMemoryEnds(string $name): void
    {
        $small = Engines::best(['engine' => $name, 'memory' => 1 << 20]);
        $large = '{"exchange":"' . \str_repeat('x', 2 << 20) . '"}';
        $this->fails('needed more memory than one call may have', fn () => $small->call($large));
        self::assertStringStartsWith('{"operations":{', $small->call(self::QUESTION));
        self::assertStringStartsWith('{"error":', self::engine($name)->call($large));
    }

    /**
     * @dataProvider engines
     *
     * @param 'native'|'pulley' $name
     */
    public function testAnyBytesHaveAnAnswer(string $name): void
    {
        $engine = self::engine($name);
        $deep = \str_repeat('[', 100_000);
        foreach (['', "\0", "\xff\xfe", '{', 'null', '"é"', "{\"a\0b\":1}", $deep, \random_bytes(5000)] as $question) {
            self::assertStringStartsWith('{"error":{"kind":"invalid_question"', $engine->call($question));
        }
        self::assertStringStartsWith('{"operations":{', $engine->call(self::QUESTION));
    }

    /** A call leaves nothing behind: neither in the answers of later ones, nor in this process's memory. */
    public function testTenThousandCallsAreAsTheFirst(): void
    {
        $engine = self::engine('native');
        $vectors = \array_values(Vectors::all());
        $count = \count($vectors);
        $before = 0;
        for ($i = 0; $i < 10_000; ++$i) {
            [$question, $answer] = $vectors[$i * 7 % $count];
            if ($engine->call($question) !== $answer) {
                self::fail("call $i: $question");
            }
            if ($i % 100 === 0) {
                $engine->call(\str_repeat(' ', 300_000)); // an instance that grew is thrown away
            }
            if ($i === 2000) {
                $before = self::resident();
            }
        }
        self::assertLessThan(512, self::resident() - $before, 'kB more after 8,000 calls');
    }

    public function testTheSandboxIsAnotherModule(): void
    {
        $sandbox = Engines::best(['module' => 'sandbox']);
        self::assertSame('pulley', $sandbox->name());
        $step = '{"step":{"saved":null,"ask":{"accounts":{"base_url":"http://127.0.0.1:4010"}}}}';
        self::assertStringStartsWith('{"step":{"saved":"{', $sandbox->call($step));
        self::assertStringStartsWith('{"error":', $sandbox->call(self::QUESTION));
        self::assertStringStartsWith('{"operations":{', Engines::best()->call(self::QUESTION));
    }

    public function testOptionsAreChecked(): void
    {
        foreach ([['fule' => 1], ['engine' => 'v8'], ['fuel' => 0], ['memory' => 5], ['resources' => '/tmp'], ['module' => 'core'], ['module' => 'sandbox', 'engine' => 'native']] as $options) {
            try {
                // @phpstan-ignore-next-line argument.type (that is the point)
                Engines::best($options);
                self::fail('taken: ' . \json_encode($options));
            } catch (\InvalidArgumentException $problem) {
                self::assertStringStartsWith('Engines::best: ', $problem->getMessage());
            }
        }
    }

    /** @param 'native'|'pulley' $name */
    private static function engine(string $name): Engine
    {
        return Engines::best(['engine' => $name]);
    }

    /** @param callable(): mixed $call */
    private function fails(string $with, callable $call): void
    {
        try {
            $call();
        } catch (EngineFailed $problem) {
            self::assertStringContainsString($with, $problem->getMessage());

            return;
        }
        self::fail("it did not fail: $with");
    }

    /** What this process has in memory, in kB. */
    private static function resident(): int
    {
        \gc_collect_cycles();
        \preg_match('/^VmRSS:\s+(\d+) kB/m', (string) \file_get_contents('/proc/self/status'), $found);

        return (int) ($found[1] ?? 0);
    }
}
