<?php

declare(strict_types=1);

namespace Sanspay\Tests;

use GuzzleHttp\Client as Guzzle;
use GuzzleHttp\Psr7\HttpFactory;
use Nyholm\Psr7\Factory\Psr17Factory;
use Nyholm\Psr7\Request;
use Nyholm\Psr7\Response;
use PHPUnit\Framework\TestCase;
use Psr\Http\Client\ClientInterface;
use Psr\Http\Client\NetworkExceptionInterface;
use Psr\Http\Client\RequestExceptionInterface;
use Psr\Http\Message\RequestInterface;
use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\ServerRequestInterface;
use Sanspay\AtaraPay;
use Sanspay\Call;
use Sanspay\Outcome;
use Sanspay\Sandbox;
use Sanspay\Sanspay;
use Sanspay\SanspayError;
use Sanspay\Tests\Support\Purchase;
use Sanspay\Tests\Support\Sandbox as Server;

/** Both gateways within the test: whole stories, and that nothing is reached or shared that must not be. */
final class SandboxTest extends TestCase
{
    private const PAYOUT = [
        'beneficiary_name' => 'Asha', 'beneficiary_account' => '1234567890', 'ifsc' => 'HDFC0000001', 'amount' => 50_000,
        'payment_mode' => 'IMPS',
    ];
    private const FORM = ['content-type' => 'application/x-www-form-urlencoded'];

    public function testAnEscrowPaymentFromTheFormToThePayout(): void
    {
        $sandbox = new Sandbox(new Psr17Factory());
        $shop = Sanspay::atarapay($sandbox->accounts['atarapay']);
        self::assertSame('3021', self::pay($sandbox));
        self::assertSame(['done', 'held'], self::of(self::verify($shop)->send($sandbox)));

        $sandbox->send_notices_to('http://127.0.0.1/notices');
        $shop->orders->deliver(['order' => 3021, 'phone_number' => '+2348082094382'])->send($sandbox);
        $told = [];
        $handle = function (ServerRequestInterface $request) use ($shop, $sandbox, &$told): ResponseInterface {
            self::assertSame(['POST', 'http://127.0.0.1/notices'], [$request->getMethod(), (string) $request->getUri()]);
            $notice = $shop->receive('order', $request);
            self::assertSame(['verified', 'ask'], [$notice->authenticity, $notice->next['do']]);
            $told[] = [$notice->event, ...self::of($shop->ask($notice->next)->send($sandbox))];
            return new Response(204);
        };
        self::assertSame(1, $sandbox->deliver($handle));
        $accepted = $sandbox->control('orders/3021/accept');
        self::assertSame('Accepted', is_array($accepted) ? $accepted['status'] : null);
        self::assertSame(1, $sandbox->deliver($handle));
        self::assertSame([['delivered', 'done', 'held'], ['accepted', 'done', 'in_doubt']], $told);
        self::assertSame(0, $sandbox->deliver($handle), 'each is taken once');

        $sandbox->control('orders/3021/complete');
        self::assertSame('settled', $sandbox->truth()['atarapay']['orders'][0]['money']);
        self::assertSame(['paid_in' => 450_000, 'held' => 0, 'settled' => 450_000, 'returned' => 0], $sandbox->truth()['atarapay']['ledger']);
    }

    public function testAPayoutWhoseAnswerIsLostIsFoundAndNotPaidTwice(): void
    {
        $sandbox = new Sandbox(faults: ['atmoon.payout.create: lose_answer']);
        $shop = Sanspay::atmoon($sandbox->accounts['atmoon']);
        $call = $shop->payout->create(['reference' => 'SALARY-7'] + self::PAYOUT);
        $outcome = $call->send($sandbox);
        self::assertSame(['unknown', 'in_doubt'], self::of($outcome));
        self::assertSame(['do' => 'review'], $outcome->next, 'and not: send it again');
        self::assertInstanceOf(NetworkExceptionInterface::class, $call->fault());
        // What a person does then: ask with the reference that the payout was given.
        $asked = $shop->payout->verify(['payment_refer_no' => 'SALARY-7', 'amount' => 50_000])->send($sandbox);
        self::assertSame(['done', 'settled'], self::of($asked));
        $known = Sanspay::settle($outcome, $asked);
        self::assertSame(['done', 'settled'], self::of($known));
        $payouts = $sandbox->truth()['atmoon']['payouts'];
        self::assertCount(1, $payouts);
        self::assertSame([50_000, 1, 'settled'], [$payouts[0]['amount'], $payouts[0]['requests'], $payouts[0]['money']]);
    }

    public function testAPayoutIsFollowedByItsNext(): void
    {
        $sandbox = new Sandbox();
        $shop = Sanspay::atmoon($sandbox->accounts['atmoon']);
        $outcome = $shop->payout->create(['amount' => 99_002] + self::PAYOUT)->send($sandbox);
        for ($asked = 0; $outcome->next['do'] === 'ask' && $asked < 9; $asked++) {
            self::assertSame('pending', $outcome->verdict);
            $sandbox->advance(30);
            $outcome = Sanspay::settle($outcome, $shop->ask($outcome->next)->send($sandbox));
        }
        self::assertSame(['done', 'settled'], self::of($outcome));
        self::assertGreaterThan(1, $asked);
        self::assertSame(['settled'], array_column($sandbox->truth()['atmoon']['payouts'], 'money'));
    }

    public function testAPageIsPaidByItsButton(): void
    {
        $sandbox = new Sandbox();
        $shop = Sanspay::atmoon($sandbox->accounts['atmoon']);
        $url = self::page($sandbox, 49_900);
        self::assertStringStartsWith("{$sandbox->base_url}/pg/payment/", $url);
        $payment = $sandbox->truth()['atmoon']['payments'][0];
        $ids = ['url' => $url, 'amount' => 49_900] + array_intersect_key($payment, ['transaction_id' => 1, 'pg_reference_no' => 1]);
        self::assertSame(['unknown', 'in_doubt'], self::of($shop->pg->verify($ids)->send($sandbox)), 'nobody has paid it');
        $back = $sandbox->sendRequest(new Request('POST', "{$url}/pay"));
        self::assertSame([303, 'https://shop.example/return?shop_order=7'], [$back->getStatusCode(), $back->getHeaderLine('location')]);
        self::assertSame('done', $shop->pg->verify($ids)->send($sandbox)->verdict);
    }

    public function testItAnswersByteForByteAsTheServerDoes(): void
    {
        $server = Server::start();
        $sandbox = new Sandbox(seed: 1, base_url: $server->url);
        $both = new class ($sandbox, new Guzzle(['timeout' => 5])) implements ClientInterface {
            public int $asked = 0;

            public function __construct(private readonly ClientInterface $one, private readonly ClientInterface $other)
            {
            }

            public function sendRequest(RequestInterface $request): ResponseInterface
            {
                $this->asked++;
                $own = $this->one->sendRequest($request);
                $served = $this->other->sendRequest($request);
                TestCase::assertSame([$served->getStatusCode(), (string) $served->getBody()], [$own->getStatusCode(), (string) $own->getBody()]);
                foreach ($own->getHeaders() as $name => $values) {
                    TestCase::assertSame($values, $served->getHeader($name), $name);
                }
                return $own;
            }
        };
        self::assertEquals($server->atarapay(), $sandbox->accounts['atarapay']);
        $atarapay = Sanspay::atarapay($sandbox->accounts['atarapay']);
        $atmoon = Sanspay::atmoon($sandbox->accounts['atmoon']);
        foreach ([400_000, 99_009, 99_001] as $amount) {
            self::pay($sandbox, $amount, $both);
        }
        foreach ([3021, 3022, 9] as $order) {
            self::verify($atarapay, $order)->send($both);
            $atarapay->orders->cancel_as_seller(['order' => $order])->send($both);
        }
        foreach ([50_000, 99_002, 99_004, 99_009] as $amount) {
            $next = $atmoon->payout->create(['amount' => $amount] + self::PAYOUT)->send($both)->next;
            $next['do'] === 'ask' && $atmoon->ask($next)->send($both);
        }
        $atmoon->settlement->create([
            'amount' => 250_000, 'name' => 'Shop', 'account_number' => '1234567890', 'ifsc' => 'HDFC0000001', 'payee_list_id' => '1',
            'transfer_mode' => 'NEFT', 'remarks' => 'x', 'external_ref' => 'W-1', 'latitude' => '1', 'longitude' => '2',
        ])->send($both);
        foreach (['advance?seconds=60', 'orders/3021/complete', 'nothing', 'faults'] as $path) {
            $both->sendRequest(new Request('POST', "{$server->url}/sandbox/{$path}", [], '*: cut 50%'));
        }
        self::assertSame('unknown', self::verify($atarapay)->send($both)->verdict, 'the same dice');
        $both->sendRequest(new Request('GET', "{$server->url}/sandbox/truth"));
        $both->sendRequest(new Request('GET', "{$server->url}/sandbox/notices"));
        self::assertGreaterThan(25, $both->asked);
        $server->stop();
    }

    public function testTheSeedDecidesAndTwoSandboxesShareNothing(): void
    {
        [$one, $same, $other] = [new Sandbox(seed: 7), new Sandbox(seed: 7), new Sandbox(seed: 8)];
        $token = fn (Sandbox $of) => Sanspay::atmoon($of->accounts['atmoon'])->token->create()->send($of)->value['token'] ?? null;
        $tokens = array_map($token, [$one, $same, $other]);
        self::assertSame($tokens[0], $tokens[1]);
        self::assertNotSame($tokens[0], $tokens[2]);
        self::pay($one);
        $one->send_notices_to('http://127.0.0.1/notices');
        self::assertSame([1, 0], [count($one->truth()['atarapay']['orders']), count($same->truth()['atarapay']['orders'])]);
        self::assertNotSame($one->save(), $same->save());
        self::pay($same);
        self::assertSame($one->truth(), $same->truth());
    }

    public function testASavedSandboxGoesOn(): void
    {
        $sandbox = new Sandbox(seed: 7, faults: ['atarapay.orders.status: busy'], notices: 'http://127.0.0.1/notices');
        self::pay($sandbox);
        $sandbox->control('orders/3021/cancel_as_seller');
        self::assertSame(0, $sandbox->deliver(fn () => 503));
        $saved = $sandbox->save();
        $later = new Sandbox(saved: $saved);
        self::assertSame($sandbox->truth(), $later->truth());
        $status = fn (Sandbox $of) => Sanspay::atarapay($of->accounts['atarapay'])->orders->status(['order' => 3021])->send($of);
        self::assertSame('unknown', $status($later)->verdict, 'its rules are kept');
        self::assertSame('done', $status(new Sandbox(saved: $saved, faults: []))->verdict, 'unless others are given');
        self::assertSame([1, 0], [$later->deliver(fn () => 200), $later->deliver(fn () => 200)], 'nobody had taken it');
        self::pay($sandbox);
        self::pay($later);
        self::assertSame($sandbox->truth(), $later->truth(), 'and so are its dice');
    }

    /** @dataProvider faults */
    public function testAFaultByRule(string $fault, string $verdict, string $code, int $orders): void
    {
        $sandbox = new Sandbox(faults: ["atmoon.payout.create: {$fault}"]);
        $outcome = Sanspay::atmoon($sandbox->accounts['atmoon'])->payout->create(self::PAYOUT)->send($sandbox);
        self::assertSame([$verdict, $code], [$outcome->verdict, $outcome->reason['code'] ?? null]);
        self::assertCount($orders, $sandbox->truth()['atmoon']['payouts']);
    }

    /** @return iterable<string, array{string, string, string, int}> */
    public static function faults(): iterable
    {
        yield 'lost on its way' => ['lose_request', 'unknown', 'no_answer', 0];
        yield 'done, and no answer' => ['lose_answer', 'unknown', 'no_answer', 1];
        yield 'done, and a 500' => ['server_error', 'unknown', 'http_status', 1];
        yield 'busy' => ['busy', 'unknown', 'http_status', 0];
        yield 'a page' => ['html_page', 'unknown', 'not_json', 1];
        yield 'cut' => ['cut', 'unknown', 'not_json', 1];
    }

    public function testASlowAnswerIsSlow(): void
    {
        $sandbox = new Sandbox(faults: ['atmoon.token.create: slow']);
        $began = hrtime(true);
        self::assertSame('done', Sanspay::atmoon($sandbox->accounts['atmoon'])->token->create()->send($sandbox)->verdict);
        self::assertGreaterThanOrEqual(2.9, (hrtime(true) - $began) / 1e9);
    }

    public function testASwitchIsAnOptionAndARequest(): void
    {
        $settings = fn (Sandbox $of) => json_decode((string) $of->sendRequest(new Request('GET', "{$of->base_url}/sandbox/settings"))->getBody(), true);
        $switched = ['hosted_pages' => true, 'strict_auth' => true, 'strict_json' => true];
        self::assertSame($switched, array_intersect_key($settings(new Sandbox(hosted_pages: true, strict_auth: true, strict_json: true)), $switched));
        self::assertSame(array_fill_keys(array_keys($switched), false), array_intersect_key($settings($sandbox = new Sandbox()), $switched));
        $told = $sandbox->control('faults', "*: cut 5%\natmoon.payout.*: busy");
        self::assertSame(['*: cut 5%', 'atmoon.payout.*: busy 100%'], is_array($told) ? $told['faults'] : null);
        self::assertSame('A buyer may cancel for 60 seconds after paying.', $sandbox->control('/sandbox/atarapay/refund_limit?seconds=60'));
        $forgetful = new Sandbox(keep: 2);
        foreach (range(1, 9) as $amount) {
            self::page($forgetful, $amount);
        }
        self::assertLessThan(5, count($forgetful->truth()['atmoon']['payments']));
    }

    /** @dataProvider elsewhere */
    public function testNobodyElseIsReached(string $url): void
    {
        $sandbox = new Sandbox(base_url: 'http://127.0.0.1:4010');
        try {
            $sandbox->sendRequest(new Request('POST', $url));
            self::fail('nothing was thrown');
        } catch (RequestExceptionInterface $error) {
            self::assertStringContainsString('answers for http://127.0.0.1:4010 alone', $error->getMessage());
            self::assertStringNotContainsString('secret', $error->getMessage());
            self::assertSame('POST', $error->getRequest()->getMethod());
        }
    }

    /** @return iterable<array{string}> */
    public static function elsewhere(): iterable
    {
        foreach (['https://atmoondps.in/api?token=secret', 'http://127.0.0.1:4011/', 'http://127.0.0.1/', 'https://127.0.0.1:4010/', 'http://a:secret@example.com:4010/', '/api', ''] as $url) {
            yield [$url];
        }
    }

    public function testAPayoutToElsewhereWasNotSent(): void
    {
        $sandbox = new Sandbox();
        $account = ['payout_url' => 'https://example.com/payout'] + $sandbox->accounts['atmoon'];
        $call = Sanspay::atmoon($account)->payout->create(['api_token' => 'x'] + self::PAYOUT);
        self::assertSame('not_sent', $call->send($sandbox)->verdict);
        self::assertStringStartsWith('POST https://example.com/payout was not sent', (string) $call->fault()?->getMessage());
    }

    public function testAnAddressMayBeWrittenOtherwise(): void
    {
        $sandbox = new Sandbox(base_url: 'HTTPS://Pay.Test/');
        self::assertSame('HTTPS://Pay.Test', $sandbox->base_url);
        foreach (['https://pay.test', 'https://PAY.test:443/', 'https://pay.test/?a=1#b'] as $url) {
            self::assertSame(200, $sandbox->sendRequest(new Request('GET', $url))->getStatusCode(), $url);
        }
        self::assertSame('done', Sanspay::atmoon($sandbox->accounts['atmoon'])->token->create()->send($sandbox)->verdict);
    }

    /** @dataProvider mistakes */
    public function testAMistakeIsTold(string $told, \Closure $do): void
    {
        try {
            $do(new Sandbox());
            self::fail('nothing was thrown');
        } catch (SanspayError $error) {
            self::assertSame(str_contains($told, 'UTF-8') ? 'invalid_question' : 'misuse', $error->kind);
            self::assertStringContainsString($told, $error->getMessage());
            self::assertStringNotContainsString('line 1', $error->getMessage());
        }
    }

    /** @return iterable<string, array{string, \Closure(Sandbox): mixed}> */
    public static function mistakes(): iterable
    {
        yield 'a rule' => ['"x" has no colon. A rule reads like this', fn () => new Sandbox(faults: ['x'])];
        yield 'a rule that is none' => ['faults are rules as text', fn () => new Sandbox(faults: [['x']])];
        yield 'a seed' => ['seed and keep are whole numbers', fn () => new Sandbox(seed: -1)];
        yield 'nothing to keep' => ['seed and keep are whole numbers', fn () => new Sandbox(keep: -1)];
        foreach (['', '127.0.0.1:4010', 'http://', 'http://a/b', 'http://a b', 'ftp://a', 'http://a:b@c', 'http://a?b'] as $url) {
            yield "an address, {$url}" => ['base_url is a scheme, a host', fn () => new Sandbox(base_url: $url)];
        }
        foreach (['', '{}', 'null', '{"atarapay":1}', "\xff"] as $saved) {
            yield "nothing saved, " . base64_encode($saved) => ['saved takes the text', fn () => new Sandbox(saved: $saved)];
        }
        yield 'what is not possible' => ['There is no order 9.', fn (Sandbox $of) => $of->control('orders/9/accept')];
        yield 'an unknown request' => ['does not answer POST /sandbox/nothing', fn (Sandbox $of) => $of->control('nothing')];
        yield 'time' => ['Say by how much', fn (Sandbox $of) => $of->advance(-1)];
        yield 'notices to others' => ['must be', fn (Sandbox $of) => $of->send_notices_to('http://example.com/')];
        yield 'notices to others, from the start' => ['must be', fn () => new Sandbox(notices: 'http://example.com/')];
        yield 'an encoding' => ['json and multipart are', fn (Sandbox $of) => $of->send_notices_to('http://127.0.0.1/', 'xml')];
        yield 'a handler' => ['a handler that returns a PSR-7 response', function (Sandbox $of): void {
            self::noticed($of);
            $of->deliver(fn () => null); // @phpstan-ignore-line argument.type (that is the point)
        }];
        yield 'a status' => ['a handler that returns a PSR-7 response', function (Sandbox $of): void {
            self::noticed($of);
            $of->deliver(fn () => 1000);
        }];
        yield 'a path' => ['reads UTF-8', fn (Sandbox $of) => $of->control("\xff")];
        yield 'a property' => ['a sandbox has no account', fn (Sandbox $of) => $of->account]; // @phpstan-ignore-line
    }

    public function testANoticeIsOfferedAgainUntilItIsTaken(): void
    {
        $sandbox = new Sandbox();
        self::assertSame(0, $sandbox->deliver(fn () => self::fail('there is none')));
        self::noticed($sandbox);
        $tries = 0;
        $busy = function () use (&$tries): int {
            $tries++;
            return 503;
        };
        self::assertSame(0, $sandbox->deliver($busy));
        try {
            $sandbox->deliver(fn () => throw new \DomainException('prv_test_2'));
            self::fail('nothing was thrown');
        } catch (\DomainException) {
        }
        self::assertSame(1, $sandbox->deliver(fn () => 201));
        self::assertSame(0, $sandbox->deliver($busy));
        self::assertSame(1, $tries);
        $sandbox->control('notices/1/send');
        foreach (range(1, 9) as $again) {
            $sandbox->deliver($busy);
        }
        self::assertSame(1 + 4, $tries, 'once more, and then after each of three pauses');
        $told = $sandbox->notices()[0]['tries'];
        self::assertSame([503, null, 201, 503, 503, 503, 503], array_column($told, 'status'));
        self::assertSame(\DomainException::class, $told[1]['error'], 'and not its words, which may say anything');
    }

    public function testANoticeThatFailsHoldsUpNoOther(): void
    {
        $sandbox = new Sandbox();
        self::noticed($sandbox, 3021);
        self::noticed($sandbox, 3022);
        $shop = Sanspay::atarapay($sandbox->accounts['atarapay']);
        $seen = [];
        $handle = function (ServerRequestInterface $request) use ($shop, &$seen): int {
            $seen[] = $shop->receive('order', $request)->value['order']['id'] ?? null;
            return count($seen) === 1 ? throw new \RuntimeException('not yet') : 200;
        };
        try {
            $sandbox->deliver($handle);
            self::fail('nothing was thrown');
        } catch (\RuntimeException) {
        }
        self::assertSame(2, $sandbox->deliver($handle));
        self::assertSame(['3021', '3022', '3021'], $seen);
    }

    public function testAHandlerMayAskAndDeliver(): void
    {
        $sandbox = new Sandbox();
        foreach ([3021, 3022, 3023] as $order) {
            self::noticed($sandbox, $order);
        }
        $handle = function (RequestInterface $request) use ($sandbox, &$handle): int {
            $sandbox->advance(1);
            $sandbox->deliver($handle);
            return 200;
        };
        $sandbox->deliver($handle);
        self::assertSame([1, 1, 1], array_map(fn (array $notice) => count($notice['tries']), $sandbox->notices()));
    }

    public function testNoticesComeInBothEncodingsAndFalseOnesToo(): void
    {
        foreach (['json' => 'application/json', 'multipart' => 'multipart/form-data; boundary='] as $encoding => $type) {
            $sandbox = new Sandbox();
            $shop = Sanspay::atarapay($sandbox->accounts['atarapay']);
            self::noticed($sandbox, 3021, $encoding);
            $sandbox->control('orders/3021/notices/forge');
            $seen = [];
            $sandbox->deliver(function (ServerRequestInterface $request) use ($shop, $type, &$seen): int {
                self::assertStringStartsWith($type, $request->getHeaderLine('content-type'));
                $seen[] = $shop->receive('order', $request)->authenticity;
                return 200;
            }, new HttpFactory());
            self::assertSame(['verified', 'forged'], $seen, $encoding);
        }
    }

    public function testItTakesTheFactoriesOfEither(): void
    {
        foreach ([[], [new Psr17Factory()], [new HttpFactory(), new Psr17Factory()]] as $factories) {
            $sandbox = new Sandbox(...$factories);
            $response = $sandbox->sendRequest(new Request('POST', 'http://127.0.0.1:4010/api/uat/merchant/getToken'));
            self::assertSame([400, 'application/json'], [$response->getStatusCode(), $response->getHeaderLine('content-type')]);
            self::assertSame('{"code":400,"status":false,"message":"Access key headers is required."}', (string) $response->getBody());
            self::assertInstanceOf($factories === [] || $factories[0] instanceof Psr17Factory ? Response::class : \GuzzleHttp\Psr7\Response::class, $response);
        }
    }

    public function testAnyBodyHasAnAnswer(): void
    {
        $sandbox = new Sandbox();
        foreach (["\xff\xfe\0", str_repeat('x', 3 << 20), ''] as $body) {
            $response = $sandbox->sendRequest(new Request('POST', 'http://127.0.0.1:4010/', self::FORM, $body));
            self::assertSame(strlen($body) > 1000 ? 413 : 422, $response->getStatusCode());
        }
        self::assertSame(400, $sandbox->sendRequest(new Request('POST', 'http://127.0.0.1:4010/api/uat/merchant/getToken', ['x' => "\xff"]))->getStatusCode());
    }

    public function testAHundredOrders(): void
    {
        $sandbox = new Sandbox();
        foreach (range(1, 100) as $number) {
            self::pay($sandbox, 400_000 + $number);
        }
        $shop = Sanspay::atarapay($sandbox->accounts['atarapay']);
        $last = fn (Sandbox $of) => $shop->orders->status(['order' => 3120])->send($of);
        self::assertSame(['done', 'held'], self::of($outcome = $last($sandbox)));
        $other = new Sandbox(saved: $sandbox->save());
        self::assertSame($outcome->toJson(), $last($other)->toJson());
        self::assertSame($sandbox->save(), $other->save());
        self::assertCount(100, $sandbox->truth()['atarapay']['orders']);
    }

    public function testNothingIsShown(): void
    {
        $sandbox = new Sandbox();
        self::noticed($sandbox);
        $sandbox->deliver(fn () => 503);
        self::assertTrue(isset($sandbox->accounts));
        self::assertStringContainsString('cHViX3Rlc3RfMTpwcnZfdGVzdF8y', $sandbox->save(), 'a token that is its private key');
        $silence = null;
        try {
            (new Sandbox(faults: ['*: lose_answer']))->sendRequest(new Request('POST', 'http://127.0.0.1:4010/', self::FORM, 'token=prv_test_2'));
        } catch (NetworkExceptionInterface $silence) {
        }
        self::assertSame('token=prv_test_2', (string) $silence?->getRequest()->getBody());
        ob_start();
        var_dump($sandbox);
        print_r([$sandbox, (array) $sandbox, array_diff_key((array) $silence, ["\0Exception\0trace" => true])]);
        var_export($sandbox);
        echo json_encode($sandbox);
        $shown = (string) ob_get_clean();
        foreach (['prv_test_2', 'cHViX3Rlc3RfMTpwcnZfdGVzdF8y', 'a90db387'] as $secret) {
            self::assertStringNotContainsString($secret, $shown);
        }
        foreach ([fn () => serialize($sandbox), fn () => $sandbox->other = 1, fn () => $sandbox->accounts = []] as $do) { // @phpstan-ignore-line
            try {
                $do();
                self::fail('nothing was thrown');
            } catch (SanspayError $error) {
                self::assertSame('misuse', $error->kind);
            }
        }
        $this->expectException(\Error::class);
        clone $sandbox;
    }

    /** A buyer fills in AtaraPay's form: the number that the browser comes back with. */
    private static function pay(Sandbox $sandbox, int $amount = 400_000, ?ClientInterface $client = null): string
    {
        $form = Sanspay::atarapay($sandbox->accounts['atarapay'])->checkout->form(['purchase' => Purchase::of($amount)])->outcome?->value;
        $paid = ($client ?? $sandbox)->sendRequest(new Request('POST', $form['action'] ?? '', self::FORM, $form['body'] ?? ''));
        preg_match('/[?&]order=(\d+)/', $paid->getHeaderLine('location'), $found);
        return $found[1] ?? '';
    }

    /** A page on which a buyer pays: its address. */
    private static function page(Sandbox $sandbox, int $amount): string
    {
        $page = Sanspay::atmoon($sandbox->accounts['atmoon'])->pg->initiate([
            'name' => 'Asha', 'phone' => '9876543210', 'email' => 'asha@example.com', 'amount' => $amount,
            'redirect_url' => 'https://shop.example/return?shop_order=7',
        ])->send($sandbox);
        return $page->value['url'] ?? '';
    }

    /** An order that is paid and cancelled, of which a notice waits. */
    private static function noticed(Sandbox $sandbox, int $order = 3021, string $encoding = 'json'): void
    {
        self::assertSame((string) $order, self::pay($sandbox));
        $sandbox->send_notices_to('http://127.0.0.1/notices', $encoding);
        $sandbox->control("orders/{$order}/cancel_as_seller");
    }

    /** @return Call<mixed> */
    private static function verify(AtaraPay $shop, int $order = 3021): Call
    {
        return $shop->orders->verify_payment(['order' => $order, 'product_id' => 1447, 'amount' => 400_000, 'currency' => 'NGN']);
    }

    /**
     * @param Outcome<mixed> $outcome
     *
     * @return array{string, string}
     */
    private static function of(Outcome $outcome): array
    {
        return [$outcome->verdict, $outcome->funds];
    }
}
