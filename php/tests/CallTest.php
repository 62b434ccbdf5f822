<?php

declare(strict_types=1);

namespace Sanspay\Tests;

use GuzzleHttp\Client as Guzzle;
use Nyholm\Psr7\Factory\Psr17Factory;
use Nyholm\Psr7\Response;
use Nyholm\Psr7\Stream;
use PHPUnit\Framework\TestCase;
use Sanspay\AtaraPay;
use Sanspay\Call;
use Sanspay\Outcome;
use Sanspay\Sanspay;
use Sanspay\SanspayError;
use Sanspay\Tests\Support\Client;
use Sanspay\Tests\Support\Purchase;
use Sanspay\Tests\Support\Sandbox;

final class CallTest extends TestCase
{
    private const EXPECTED = ['product_id' => 1447, 'amount' => 400_000, 'currency' => 'NGN'];

    private static Sandbox $sandbox;
    private static string $order;
    private static AtaraPay $shop;

    public static function setUpBeforeClass(): void
    {
        self::$sandbox = Sandbox::start();
        self::$order = self::$sandbox->pay(400_000);
        self::$shop = Sanspay::atarapay(self::$sandbox->atarapay());
    }

    public static function tearDownAfterClass(): void
    {
        self::$sandbox->stop();
    }

    public function testSendsWithAPsr18ClientAndProvesThePayment(): void
    {
        $outcome = self::verify()->send(new Guzzle(['timeout' => 5]));
        self::assertSame(['done', 'held'], [$outcome->verdict, $outcome->funds]);
        self::assertTrue($outcome->isDone());
        self::assertSame(self::$order, $outcome->value['id'] ?? null);
        self::assertSame(['do' => 'nothing'], $outcome->next);
        $less = self::$shop->orders->verify_payment(['order' => self::$order, 'amount' => 500_000] + self::EXPECTED);
        $mismatch = $less->send(new Guzzle(['timeout' => 5]));
        self::assertSame(['unknown', 'mismatch'], [$mismatch->verdict, $mismatch->reason['code'] ?? null]);
        self::assertFalse($mismatch->isDone());
    }

    public function testTheLoopOfAHostSendsExactlyTheRequest(): void
    {
        $psr17 = new Psr17Factory();
        $guzzle = new Guzzle(['timeout' => 5]);
        $shop = Sanspay::atmoon(self::$sandbox->atmoon());
        $call = $shop->pg->initiate([
            'name' => 'Asha', 'phone' => '9876543210', 'email' => 'asha@example.com', 'amount' => 49_900,
            'redirect_url' => 'https://shop.example/return?shop_order=7',
        ]);
        $sent = 0;
        while ($request = $call->request($psr17)) {
            $plain = $call->toSend();
            self::assertNotNull($plain);
            self::assertSame($plain->method, $request->getMethod());
            self::assertSame($plain->url, (string) $request->getUri());
            self::assertSame((string) $plain->body, (string) $request->getBody());
            foreach ($plain->headers as [$name, $value]) {
                self::assertContains($value, $request->getHeader($name));
            }
            $call->reply($guzzle->sendRequest($request));
            $sent++;
        }
        self::assertSame(2, $sent, 'a token, and then the page');
        self::assertSame('done', $call->outcome?->verdict);
        self::assertNull($call->request($psr17));
    }

    public function testAHeaderThatComesTwiceIsSentTwice(): void
    {
        $shop = Sanspay::atmoon(['auth_style' => 'repeated_authorization'] + self::$sandbox->atmoon());
        self::assertCount(4, $shop->token->create()->request(new Psr17Factory())?->getHeader('authorization') ?? []);
    }

    public function testWhatNeedsNoRequestHasItsOutcomeAtOnce(): void
    {
        $call = self::$shop->checkout->form(['purchase' => Purchase::of(400_000)]);
        self::assertNull($call->request());
        self::assertTrue(isset($call->outcome));
        self::assertStringContainsString('<form', $call->outcome?->value['html'] ?? '');
        $link = Sanspay::upi()->link->write(['pa' => 'shop@upi', 'pn' => 'Shop', 'am' => 49_900]);
        self::assertStringContainsString('am=499.00', $link->outcome?->value['link'] ?? '');
    }

    public function testTakesAReplyOfAnyClient(): void
    {
        $body = '{"status":"error","message":"The authtoken field is required."}';
        $replies = [
            new Response(200, ['content-type' => 'application/json'], $body),
            ['status' => 200, 'headers' => ['content-type' => 'application/json'], 'body' => $body],
            ['status' => 200, 'headers' => [['content-type', 'application/json']], 'body' => $body],
        ];
        $texts = [];
        foreach ($replies as $reply) {
            $call = self::verify();
            $call->reply($reply);
            $texts[] = $call->outcome?->toJson();
            self::assertSame('refused', $call->outcome?->verdict);
        }
        self::assertCount(1, array_unique($texts));
        foreach ([['fault' => 'no_answer', 'detail' => 'x'], new \RuntimeException('broken pipe')] as $reply) {
            $call = self::verify();
            $call->reply($reply);
            self::assertSame(['unknown', 'no_answer'], [$call->outcome?->verdict, $call->outcome?->reason['code'] ?? null]);
        }
        foreach ([['status' => '200', 'body' => ''], ['status' => 200], ['status' => 200, 'body' => null]] as $wrong) {
            $call = self::verify();
            self::assertMisuse('a reply is a PSR-7 response', fn () => $call->reply($wrong));
            self::assertNull($call->outcome);
        }
    }

    public function testABodyThatIsNoTextOrFarTooLongIsUnknown(): void
    {
        foreach (["\xff\xfe{}", '', str_repeat(' ', 3 << 20) . '{}'] as $body) {
            $call = self::verify();
            $call->reply(new Response(200, [], $body));
            self::assertSame('unknown', $call->outcome?->verdict);
            self::assertLessThan(1_500_000, strlen($call->save()));
        }
        self::assertSame('too_large', $call->outcome?->reason['code'] ?? null);
    }

    public function testABodyThatBreaksOffIsNoAnswer(): void
    {
        $stream = $this->createMock(\Psr\Http\Message\StreamInterface::class);
        $stream->method('isSeekable')->willReturn(false);
        $stream->method('eof')->willReturn(false);
        $stream->method('read')->willThrowException(new \RuntimeException('cut'));
        $call = self::verify();
        $call->reply((new Response(200))->withBody($stream));
        self::assertSame(['unknown', 'no_answer'], [$call->outcome?->verdict, $call->outcome?->reason['code'] ?? null]);

        $silent = $this->createMock(\Psr\Http\Message\StreamInterface::class);
        $silent->method('read')->willReturn('');
        $call = self::verify();
        $call->reply((new Response(200))->withBody($silent));
        self::assertSame('no_answer', $call->outcome?->reason['code'] ?? null, 'it must end at all');
    }

    public function testABodyThatWasReadBeforeIsReadAgainOrRefused(): void
    {
        $read = new Response(200, [], '{"status":"error","message":"No such order exists for the seller."}');
        $read->getBody()->getContents();
        $call = self::verify();
        $call->reply($read);
        self::assertSame('refused', $call->outcome?->verdict);
        $stream = $this->createMock(\Psr\Http\Message\StreamInterface::class);
        $stream->method('isSeekable')->willReturn(false);
        $stream->method('tell')->willReturn(2);
        $call = self::verify();
        self::assertMisuse('read before', fn () => $call->reply((new Response(200))->withBody($stream)));
    }

    public function testWhateverAClientThrowsIsAnOutcome(): void
    {
        $client = new Client($thrown = new \RuntimeException('key=prv_test_2'));
        $call = self::verify();
        $outcome = $call->send($client);
        self::assertSame(['unknown', 'in_doubt', 'ask'], [$outcome->verdict, $outcome->funds, $outcome->next['do']]);
        self::assertSame($thrown, $call->fault());
        self::assertStringNotContainsString('prv_test_2', $call->save() . $outcome->toJson());
        self::assertCount(1, $client->sent, 'nothing is tried twice');
        self::assertSame($outcome, $call->send($client));
        self::assertCount(1, $client->sent, 'a call that has its outcome sends nothing');
    }

    public function testACallIsSentByOneSenderOnly(): void
    {
        $call = self::verify();
        $client = new Client(function () use ($call): Response {
            self::assertMisuse('being sent already', fn () => $call->send(new Client(new Response())));
            self::assertMisuse('being sent already', fn () => $call->request());
            return new Response(200, [], '<html>');
        });
        self::assertSame('unknown', $call->send($client)->verdict);
    }

    public function testAnOutcomeTakesNoReply(): void
    {
        $call = self::verify();
        $call->reply(new Response(500));
        self::assertMisuse('waits for no reply', fn () => $call->reply(new Response(200)));
        self::assertMisuse('a call has no status', fn () => $call->status);
    }

    public function testASavedCallIsTheTextOfEveryLanguage(): void
    {
        $call = self::$shop->orders->cancel_as_seller(['order' => 3021, 'comment' => "naïve/\u{2028}\"\t"]);
        $text = "{\"sanspay\":1,\"operation\":\"atarapay.orders.cancel_as_seller\",\"input\":{\"order\":3021,"
            . "\"comment\":\"naïve/\u{2028}\\\"\\t\"},\"replies\":[]}";
        self::assertSame($text, $call->save());
        self::assertStringNotContainsString('prv_test_2', $call->save());
    }

    public function testAResumedCallNeverGivesItsRequestOutAgain(): void
    {
        $saved = self::$shop->orders->cancel_as_seller(['order' => self::$order])->save();
        $resumed = self::$shop->resume($saved);
        self::assertNull($resumed->outcome);
        self::assertMisuse('may have been sent', fn () => $resumed->request());
        self::assertMisuse('may have been sent', fn () => $resumed->toSend());
        self::assertSame($saved, $resumed->save());
        $client = new Client(new Response());
        $outcome = $resumed->send($client);
        self::assertSame(['unknown', 'in_doubt', 'ask'], [$outcome->verdict, $outcome->funds, $outcome->next['do']]);
        self::assertCount(0, $client->sent);

        $answered = self::$shop->resume($saved);
        $answered->reply(new Response(200, [], '{"status":"error","message":"No such order exists for the seller."}'));
        self::assertSame('refused', $answered->outcome?->verdict);

        $next = $outcome->next;
        self::assertSame('ask', $next['do']);
        $asked = self::$shop->ask($next)->send(new Guzzle(['timeout' => 5]));
        self::assertSame(['done', 'held'], [$asked->verdict, $asked->funds], 'it was never cancelled');
    }

    public function testACallOfSeveralStepsResumesBetweenThem(): void
    {
        $shop = Sanspay::atmoon(self::$sandbox->atmoon());
        $call = $shop->pg->verify([
            'page_token' => 'x', 'transaction_id' => 'T1', 'pg_reference_no' => 'P1', 'amount' => 100,
        ]);
        $call->reply(new Response(500));
        $decided = $shop->resume($call->save());
        self::assertSame($call->outcome?->toJson(), $decided->outcome?->toJson());
        self::assertNull($decided->request());
    }

    /** @dataProvider notSaved */
    public function testResumeTakesWhatWasSavedAlone(string $saved, string $told): void
    {
        self::assertMisuse($told, fn () => self::$shop->resume($saved));
    }

    /** @return iterable<string, array{string, string}> */
    public static function notSaved(): iterable
    {
        $none = 'resume takes the text';
        yield 'nothing' => ['', $none];
        yield 'cut off' => ['{"sanspay":1,"operation":"atarapay.orders.status","input":{},"rep', $none];
        yield 'another version' => ['{"sanspay":2,"operation":"atarapay.orders.status","input":{},"replies":[]}', $none];
        yield 'a list for an input' => ['{"sanspay":1,"operation":"atarapay.orders.status","input":[],"replies":[]}', $none];
        yield 'another gateway' => ['{"sanspay":1,"operation":"atmoon.token.create","input":{},"replies":[]}', 'this is atarapay'];
    }

    public function testSettleKeepsAProof(): void
    {
        $known = self::verify()->send(new Guzzle(['timeout' => 5]));
        $call = self::verify();
        $call->reply(new Response(502));
        $seen = $call->outcome;
        self::assertInstanceOf(Outcome::class, $seen);
        $stored = Outcome::fromJson($known->toJson());
        self::assertSame(['done', 'held'], [($both = Sanspay::settle($stored, $seen))->verdict, $both->funds]);
        self::assertSame($known->value, $both->value);
        self::assertSame($known->toJson(), json_encode($stored, JSON_UNESCAPED_SLASHES));
        foreach (['', '[]', '{"verdict":"done"}', '{"verdict":"done","funds":"held","next":1}'] as $none) {
            self::assertMisuse('fromJson takes', fn () => Outcome::fromJson($none));
        }
        $invented = Outcome::fromJson('{"verdict":"paid","funds":"held","value":null,"reason":null,"next":{"do":"nothing"}}');
        self::assertSame('invalid_input', self::error(fn () => Sanspay::settle($invented, $seen))->kind);
    }

    public function testWhatCannotBeAskedIsSaid(): void
    {
        self::assertMisuse('only "ask" can be asked', fn () => self::$shop->ask(['do' => 'review']));
        self::assertMisuse('atarapay has no order; it has projects, orders', fn () => self::$shop->order);
        self::assertMisuse('takes one array', fn () => self::$shop->orders->status(order: 3021));
        self::assertMisuse('takes one array', fn () => self::$shop->orders->status(3021));
        self::assertSame('unknown_operation', self::error(fn () => self::$shop->orders->stats([]))->kind);
    }

    public function testThePlainDoorAnswersAndThrowsNothing(): void
    {
        self::assertStringStartsWith('{"error":', Sanspay::exchange('{}'));
        self::assertStringStartsWith('{"error":', Sanspay::receive('{"notice":"nope"}'));
        $names = array_column(Sanspay::operations()['operations'], 'name');
        self::assertContains('atarapay.orders.verify_payment', $names);
    }

    public function testEveryOperationIsOffered(): void
    {
        foreach (Sanspay::operations()['operations'] as ['name' => $name]) {
            [$gateway, $group, $verb] = explode('.', $name);
            $shop = match ($gateway) {
                'atarapay' => Sanspay::atarapay([]),
                'atmoon' => Sanspay::atmoon([]),
                default => Sanspay::upi(),
            };
            $doc = (string) (new \ReflectionObject($shop->{$group}))->getDocComment();
            self::assertStringContainsString("> {$verb}(", $doc, $name);
            try {
                self::assertInstanceOf(Call::class, $shop->{$group}->{$verb}([]));
            } catch (SanspayError $error) {
                self::assertSame('invalid_input', $error->kind, $name);
            }
        }
    }

    /** @return Call<mixed> */
    private static function verify(): Call
    {
        return self::$shop->orders->verify_payment(['order' => self::$order] + self::EXPECTED);
    }

    private static function assertMisuse(string $told, \Closure $do): void
    {
        $error = self::error($do);
        self::assertSame('misuse', $error->kind);
        self::assertStringContainsString($told, $error->getMessage());
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
