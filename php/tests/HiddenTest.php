<?php

declare(strict_types=1);

namespace Sanspay\Tests;

use Nyholm\Psr7\Response;
use PHPUnit\Framework\TestCase;
use Sanspay\Engine\Engine;
use Sanspay\Engine\EngineFailed;
use Sanspay\Outcome;
use Sanspay\Sanspay;
use Sanspay\SanspayError;
use Sanspay\Tests\Support\Client;

/** No way of looking at an object shows a credential, nor an input. */
final class HiddenTest extends TestCase
{
    private const KEY = 'prv_hidden_4711';
    private const ACCOUNT = ['environment' => 'staging', 'public_key' => 'pub_test_1', 'private_key' => self::KEY];

    /** @return iterable<string, array{object}> */
    public static function objects(): iterable
    {
        $shop = Sanspay::atarapay(self::ACCOUNT);
        $call = $shop->orders->status(['order' => '1']);
        yield 'gateway' => [$shop];
        yield 'group' => [$shop->orders];
        yield 'call' => [$call];
        yield 'request' => [$call->toSend() ?? new \stdClass()];
        $failed = $shop->orders->status(['order' => '1']);
        $failed->send(new Client(new \RuntimeException(self::KEY)));
        yield 'failed call' => [$failed];
    }

    /** @dataProvider objects */
    public function testNoDumpShowsIt(object $object): void
    {
        ob_start();
        var_dump($object, [$object]);
        print_r($object);
        var_export($object);
        print_r((array) $object);
        echo json_encode($object), (new \ReflectionObject($object))->getName();
        foreach ((new \ReflectionObject($object))->getProperties() as $property) {
            if ($property->isInitialized($object)) {
                print_r($property->getValue($object));
            }
        }
        $shown = (string) ob_get_clean();
        self::assertNotSame('', $shown);
        $token = base64_encode('pub_test_1:' . self::KEY);
        foreach ([self::KEY, $token, rawurlencode($token), substr($token, 0, 30)] as $secret) {
            self::assertStringNotContainsString($secret, $shown);
        }
    }

    /** @dataProvider objects */
    public function testItIsNotSerialisedCopiedOrChanged(object $object): void
    {
        foreach ([fn () => serialize($object), fn () => $object->other = 1] as $do) {
            try {
                $do();
                self::fail('nothing was thrown');
            } catch (SanspayError $error) {
                self::assertSame('misuse', $error->kind);
            }
        }
        $this->expectException(\Error::class);
        clone $object;
    }

    public function testNothingIsUnserialised(): void
    {
        $this->expectException(SanspayError::class);
        unserialize('O:12:"Sanspay\Call":0:{}');
    }

    public function testNoTraceShowsIt(): void
    {
        self::assertSame('0', ini_get('zend.exception_ignore_args'), 'else this would show nothing');
        $hand = fn (array $account) => Sanspay::atarapay($account)->orders->status([]);
        try {
            $hand(self::ACCOUNT);
            self::fail('nothing was thrown');
        } catch (SanspayError $error) {
            self::assertStringNotContainsString(self::KEY, print_r($error->getTrace(), true) . $error);
            self::assertSame([], array_filter(array_column($error->getTrace(), 'args')));
        }
    }

    public function testAnEngineThatFailsIsToldWithoutTheQuestion(): void
    {
        $error = $this->withEngineThatFails(1, function (): mixed {
            try {
                return Sanspay::atarapay(self::ACCOUNT)->orders->status(['order' => '1']);
            } catch (SanspayError $error) {
                return $error;
            }
        });
        self::assertInstanceOf(SanspayError::class, $error);
        self::assertSame('internal', $error->kind);
        self::assertStringContainsString('out of fuel', $error->getMessage());
        $traces = print_r([$error->getTrace(), $error->getPrevious()?->getTrace()], true);
        self::assertStringNotContainsString(self::KEY, $traces);
    }

    public function testASentCallWhoseAnswerCannotBeTakenDoesNotLookUnsent(): void
    {
        $outcome = $this->withEngineThatFails(2, function (): mixed {
            $call = Sanspay::atarapay(self::ACCOUNT)->orders->cancel_as_seller(['order' => '1']);
            return $call->send(new Client(new Response(200, [], '{"status":"error","message":"No such order exists for the seller."}')));
        });
        self::assertInstanceOf(Outcome::class, $outcome);
        self::assertSame(['unknown', 'in_doubt', 'no_answer'], [$outcome->verdict, $outcome->funds, $outcome->reason['code'] ?? null]);
    }

    /** @param int $which the call of the engine that fails, counted from 1 */
    private function withEngineThatFails(int $which, \Closure $do): mixed
    {
        $before = Sanspay::engine();
        Sanspay::use(new class ($before, $which) implements Engine {
            public function __construct(private readonly Engine $engine, private int $left)
            {
            }

            public function call(string $question): string
            {
                return --$this->left === 0 ? throw new EngineFailed('out of fuel') : $this->engine->call($question);
            }

            public function name(): string
            {
                return 'broken';
            }

            public function reason(): string
            {
                return 'a test';
            }
        });
        try {
            return $do();
        } finally {
            Sanspay::use($before);
        }
    }
}
