<?php

declare(strict_types=1);

namespace Sanspay\Tests;

use PHPUnit\Framework\TestCase;
use Sanspay\Plain;
use Sanspay\Sanspay;
use Sanspay\SanspayError;

final class PlainTest extends TestCase
{
    public function testAnEmptyArrayIsAnObjectWhereOneBelongs(): void
    {
        self::assertSame('{}', Plain::object([], 'x'));
        self::assertSame('{"list":[{},1]}', Plain::object(['list' => [[], 1]], 'x'));
        self::assertSame('{"a":{}}', Plain::object(['a' => (object) []], 'x'));
        // Of a nested one nothing tells what it is, so it counts as not given.
        self::assertSame('{"b":0,"c":"","d":false,"e":null}', Plain::object(['a' => [], 'b' => 0, 'c' => '', 'd' => false, 'e' => null], 'x'));
        self::assertSame('unknown', Sanspay::atarapay(self::account())->checkout->returned([
            'query' => '', 'product_id' => 1, 'amount' => 1, 'currency' => 'NGN',
        ])->outcome?->verdict);
    }

    public function testListsObjectsAndTextStayWhatTheyAre(): void
    {
        $given = ['a' => [1, 'é/"', [true]], 'b' => ['0x' => 9_007_199_254_740_991], 'c' => (object) ['0' => 'x']];
        self::assertSame('{"a":[1,"é/\"",[true]],"b":{"0x":9007199254740991},"c":{"0":"x"}}', Plain::object($given, 'x'));
    }

    public function testEverythingThatIsNoPlainDataIsNamedByItsPlace(): void
    {
        $loop = ['deeper' => null];
        $loop['deeper'] = &$loop;
        $cases = [
            'amount' => 499.0,
            'name' => "caf\xe9",
            'when' => new \DateTimeImmutable(),
            'gaps' => [1 => 'a', 3 => 'b'],
            'deep' => ['er' => ['x' => INF]],
            'loop' => $loop,
        ];
        $error = self::error(fn () => Plain::object($cases, 'a.b.c'));
        self::assertSame('invalid_input', $error->kind);
        $fields = array_column($error->problems, 'field');
        self::assertSame(['amount', 'name', 'when', 'gaps', 'deep.er.x'], array_slice($fields, 0, 5));
        self::assertStringStartsWith('loop.deeper.deeper', $fields[5]);
        self::assertStringContainsString('Sanspay::minor(', $error->problems[0]['message']);
        self::assertStringStartsWith('a.b.c: amount is a float', $error->getMessage());
        $account = self::error(fn () => Sanspay::atarapay(['public_key' => 1.5] + self::account()));
        self::assertSame('account.public_key', $account->problems[0]['field']);
        self::assertSame('invalid_input', self::error(fn () => Plain::object(["\xff" => 1], 'x'))->kind);
        self::assertSame('invalid_input', self::error(fn () => Plain::object(["\0a" => 1], 'x'))->kind);
    }

    public function testHowDeepAnInputMayBe(): void
    {
        $nested = fn (int $levels) => array_reduce(range(1, $levels), fn (mixed $within) => ['a' => $within], 1);
        self::assertSame(str_repeat('{"a":', 60) . '1' . str_repeat('}', 60), Plain::object($nested(60), 'x'));
        self::assertSame('invalid_input', self::error(fn () => Plain::object($nested(61), 'x'))->kind);
    }

    public function testEveryProblemOfAnInputIsToldAtOnce(): void
    {
        $error = self::error(fn () => Sanspay::atarapay(self::account())->orders->verify_payment(['order' => 1]));
        self::assertSame(['product_id', 'amount', 'currency'], array_column($error->problems, 'field'));
    }

    public function testAQuestionThatIsTooLongIsRefused(): void
    {
        $long = str_repeat('x', 33 << 20);
        $error = self::error(fn () => Sanspay::atarapay(self::account())->orders->status(['order' => $long]));
        self::assertSame('invalid_question', $error->kind);
    }

    /** @dataProvider prices */
    public function testAPriceIsExact(string|int $price, ?int $minor): void
    {
        if ($minor === null) {
            self::assertSame('invalid_input', self::error(fn () => Sanspay::minor($price))->kind);
        } else {
            self::assertSame($minor, Sanspay::minor($price));
        }
    }

    /** @return list<array{string|int, ?int}> */
    public static function prices(): array
    {
        return [
            ['499.00', 49_900], ['499', 49_900], [499, 49_900], ['19.99', 1_999], ['0.5', 50], ['0', 0], ['10.010000', 1_001],
            ['10.001', null], ['-1', null], ['1e3', null], ['', null], ['1,000.00', null], [' 1', null], ["1\n", null],
            ['.5', null], ['99999999999999', null], [-5, null],
        ];
    }

    public function testAFloatIsNoPrice(): void
    {
        $this->expectException(\TypeError::class);
        (fn (mixed $price) => Sanspay::minor($price))(19.99);
    }

    public function testBodiesThatAreNoTextTravelInBase64(): void
    {
        self::assertSame(['body' => "é\0"], Plain::body("é\0"));
        self::assertSame(['body_base64' => '/w=='], Plain::body("\xff"));
        self::assertSame(Plain::LIMIT, strlen(Plain::body(str_repeat('a', 2 << 20))['body'] ?? ''));
    }

    public function testHeadersComeInEveryForm(): void
    {
        $pairs = [['A', '1'], ['B', '2'], ['B', '3']];
        self::assertSame($pairs, Plain::headers(['A' => '1', 'B' => ['2', '3']]));
        self::assertSame($pairs, Plain::headers($pairs));
        self::assertSame([['X', '?']], Plain::headers(['X' => "\xff"]));
        self::assertSame([['X', '5']], Plain::headers(new \ArrayIterator(['X' => 5, 'Y' => null])));
    }

    /** @return array{environment: 'staging', public_key: string, private_key: string} */
    private static function account(): array
    {
        return ['environment' => 'staging', 'public_key' => 'pub_test_1', 'private_key' => 'prv_test_2'];
    }

    private static function error(\Closure $do): SanspayError
    {
        try {
            $do();
        } catch (SanspayError $error) {
            return $error;
        }
        self::fail('nothing was thrown');
    }
}
