<?php

declare(strict_types=1);

namespace Shop\Tests;

use PHPUnit\Framework\TestCase;
use Sanspay\Tests\Support\Browser;
use Sanspay\Tests\Support\Debian;
use Sanspay\Tests\Support\Sandbox;
use Sanspay\Tests\Support\WebServer;

/** Buys and cheats at the shop over real HTTP, under php-fpm and nginx, against a sandbox. */
final class ShopTest extends TestCase
{
    private const BUYER = [
        'firstname' => 'Emeka', 'lastname' => 'Adeniyi', 'email' => 'emeka@example.com', 'phone' => '+2348035550142', 'city' => 'Ibadan',
    ];
    private const INDIAN = ['phone' => '+919876543210', 'city' => 'Pune'] + self::BUYER;
    private const JSON = ['content-type: application/json'];

    private static Sandbox $sandbox;
    private static WebServer $shop;
    private static string $folder;
    private static \PDO $database;
    private Browser $browser;

    public static function setUpBeforeClass(): void
    {
        self::$sandbox = Sandbox::start();
        self::$folder = Debian::copyOf(dirname(__DIR__));
        Debian::install(self::$folder);
        $port = WebServer::freePort();
        $settings = ['SANDBOX' => self::$sandbox->url, 'ORIGIN' => "http://127.0.0.1:{$port}", 'DATABASE' => self::$folder . '/shop.sqlite'];
        $pool = (string) file_get_contents(self::$folder . '/pool.conf');
        foreach ($settings as $name => $value) {
            putenv("{$name}={$value}"); // for bin/shop.php
            $pool = (string) preg_replace("/^env\\[{$name}\\] = .*$/m", "env[{$name}] = {$value}", $pool);
        }
        $server = str_replace('/srv/shop', self::$folder, (string) file_get_contents(self::$folder . '/nginx.conf'));
        self::$shop = WebServer::start(self::$folder, $pool, $server, $port);
        self::$sandbox->http('POST', '/sandbox/atarapay/callback?url=' . rawurlencode(self::$shop->url . '/notices/atarapay'));
        self::assertSame(200, (new Browser())->get(self::$shop->url)['status'], self::$shop->log());
        self::$database = new \PDO('sqlite:' . self::$folder . '/shop.sqlite');
    }

    public static function tearDownAfterClass(): void
    {
        self::$shop->stop();
        self::$sandbox->stop();
    }

    protected function setUp(): void
    {
        $this->browser = new Browser();
    }

    public function testThePageIsForPhonesAndNothingElseIsHandedOut(): void
    {
        $page = $this->browser->get(self::$shop->url);
        self::assertStringContainsString('width=device-width', $page['body']);
        self::assertStringContainsString('max-width', $this->browser->get(self::$shop->url . '/style.css')['body']);
        foreach (['/shop.sqlite', '/../pool.conf', '/composer.json', '/index.php/x', '/orders/123456789012', '/vendor/autoload.php'] as $path) {
            self::assertSame(404, $this->browser->get(self::$shop->url . $path)['status'], $path);
        }
    }

    public function testWrongFieldsAreTold(): void
    {
        $answer = $this->ordered(['email' => 'nobody', 'phone' => '<b>'] + self::BUYER);
        self::assertSame(422, $answer['status']);
        self::assertStringContainsString('email', $answer['body']);
        self::assertStringNotContainsString('<b>', $answer['body']);
        self::assertStringContainsString('value="Emeka"', $answer['body'], 'what was entered is still there');
        self::assertSame(400, $this->browser->post(self::$shop->url . '/orders', self::BUYER)['status']);
    }

    public function testEscrowPaidVerifiedAndShippedOnce(): void
    {
        $number = $this->begun(self::BUYER);
        $back = $this->paidAtAtaraPay($number);
        self::assertSame(0, self::shipments($number), 'a payment that nobody verified ships nothing');
        foreach ([1, 2] as $again) {
            $page = $this->browser->get($this->browser->get($back)['location']);
            self::assertStringContainsString('Paid. Thank you!', $page['body'], self::$shop->log());
        }
        self::assertSame(1, self::shipments($number));
        self::assertSame('3021', self::order($number)['payment']);
    }

    public function testTwoPressesOfTheButtonAreOneOrder(): void
    {
        [, $fields] = Browser::form($this->browser->get(self::$shop->url)['body']);
        $order = ['item' => 'throw', 'method' => 'escrow', 'key' => $fields['key']] + self::BUYER;
        $numbers = array_map(fn () => $this->browser->post(self::$shop->url . '/orders', $order)['location'], [1, 2]);
        self::assertSame($numbers[0], $numbers[1]);
    }

    public function testATamperedAmountShipsNothing(): void
    {
        $number = $this->begun(self::BUYER);
        $back = $this->paidAtAtaraPay($number, ['amount' => '100']);
        $this->browser->get($back);
        self::assertSame(0, self::shipments($number));
        self::assertNotNull(self::order($number)['review']);
        $page = $this->browser->get(self::$shop->url . "/orders/{$number}");
        self::assertStringContainsString('A person is looking', $page['body']);
    }

    public function testAnotherOrdersPaymentAndAnInventedOneShipNothing(): void
    {
        $paid = $this->begun(self::BUYER);
        $back = $this->paidAtAtaraPay($paid);
        $this->browser->get($back);
        $other = $this->begun(self::BUYER);
        foreach ([str_replace($paid, $other, $back), self::$shop->url . "/return?product={$other}&order=999999", self::$shop->url . "/return?product={$other}"] as $forged) {
            self::assertSame(303, $this->browser->get($forged)['status']);
            self::assertSame(0, self::shipments($other));
        }
        self::assertSame(404, $this->browser->get(self::$shop->url . '/return?product=1')['status']);
    }

    public function testALostAnswerIsUnknownAndThenKnown(): void
    {
        $number = $this->begun(self::BUYER, 'scarf');
        $this->browser->get($this->paidAtAtaraPay($number));
        $page = $this->browser->get(self::$shop->url . "/orders/{$number}")['body'];
        self::assertStringContainsString('We do not know yet', $page);
        self::assertMatchesRegularExpression('/Ask again in \d+ s/', $page);
        self::assertSame(0, self::shipments($number));
        $this->browser->post(self::$shop->url . "/orders/{$number}/ask", []);
        self::assertSame(0, self::shipments($number), 'not before its time');
        self::laterOn($number);
        $this->browser->post(self::$shop->url . "/orders/{$number}/ask", []);
        self::assertSame(1, self::shipments($number));
    }

    public function testNoticesAtOnceAndReplayedAreOneTransition(): void
    {
        $number = $this->begun(self::BUYER);
        parse_str((string) parse_url($this->paidAtAtaraPay($number), PHP_URL_QUERY), $brought);
        self::assertIsString($brought['order']);
        $notice = self::notice($brought['order'], $number);
        $statuses = $this->browser->postAtOnce(4, self::$shop->url . '/notices/atarapay', $notice, self::JSON);
        self::assertSame([200, 200, 200, 200], $statuses, self::$shop->log());
        self::assertSame(1, self::shipments($number), 'a buyer who never came back is told of by a notice, and AtaraPay is asked');
        self::assertSame(200, $this->browser->post(self::$shop->url . '/notices/atarapay', $notice, self::JSON)['status']);
        self::assertSame(1, self::shipments($number));
    }

    public function testAForgedNoticeIsRefusedAndAVerifiedOneProvesNothing(): void
    {
        $number = $this->begun(self::BUYER);
        foreach ([self::notice('3021', $number, 'prv_other'), '{}', '', "\xff", str_repeat('x', 1_100_000)] as $forged) {
            self::assertContains($this->browser->post(self::$shop->url . '/notices/atarapay', $forged, self::JSON)['status'], [403, 413]);
        }
        // A true token over an order that was never paid: the answer of AtaraPay counts.
        $status = $this->browser->post(self::$shop->url . '/notices/atarapay', self::notice('999999', $number), self::JSON)['status'];
        self::assertSame([200, 0], [$status, self::shipments($number)]);
        self::assertSame(404, $this->browser->get(self::$shop->url . '/notices/atarapay')['status']);
    }

    public function testAMultipartNoticeIsReadToo(): void
    {
        self::$sandbox->http('POST', '/sandbox/atarapay/callback?encoding=multipart&url=' . rawurlencode(self::$shop->url . '/notices/atarapay'));
        $number = $this->begun(self::BUYER);
        $this->browser->get($this->paidAtAtaraPay($number));
        self::cancelled((string) self::order($number)['payment']);
        self::assertStringContainsString('"conflict"', (string) self::order($number)['outcome']);
        self::$sandbox->http('POST', '/sandbox/atarapay/callback?encoding=json&url=' . rawurlencode(self::$shop->url . '/notices/atarapay'));
    }

    public function testALateFailureAfterAProofIsForAPerson(): void
    {
        $number = $this->begun(self::BUYER);
        $this->browser->get($this->paidAtAtaraPay($number));
        self::assertSame(1, self::shipments($number));
        self::cancelled((string) self::order($number)['payment']);
        $order = self::order($number);
        self::assertStringStartsWith('{"verdict":"done","funds":"held"', (string) $order['outcome'], 'what was proven stands');
        self::assertNotNull($order['review'], self::$shop->log());
        self::assertSame(1, self::shipments($number));
        self::assertStringContainsString($number, (string) shell_exec(self::command('review')));
    }

    public function testAtMoonsPagePaidByABuyerWhoNeverComesBack(): void
    {
        $number = $this->begun(self::INDIAN, 'throw', 'page');
        $page = $this->browser->get(self::$shop->url . "/orders/{$number}/pay")['location'];
        self::assertStringStartsWith(self::$sandbox->url, $page);
        $pages = count((array) (self::$sandbox->truth()['atmoon']['payments'] ?? []));
        self::assertSame($page, $this->browser->get(self::$shop->url . "/orders/{$number}/pay")['location']);
        self::assertCount($pages, (array) (self::$sandbox->truth()['atmoon']['payments'] ?? []), 'one page, not two');
        $this->browser->post("{$page}/pay", []);
        self::assertSame(0, self::shipments($number));
        self::assertSame(200, $this->browser->post(self::$shop->url . '/notices/atmoon', '{"data":{"transactionId":"x"}}', self::JSON)['status']);
        shell_exec(self::command('ask'));
        self::laterOn($number);
        shell_exec(self::command('ask'));
        self::assertSame(1, self::shipments($number), (string) self::order($number)['outcome']);
    }

    public function testAUpiPaymentIsBelievedWhenAPersonHasFoundIt(): void
    {
        $number = $this->begun(self::INDIAN, 'throw', 'upi');
        $page = $this->browser->get(self::$shop->url . "/orders/{$number}/pay")['body'];
        self::assertStringContainsString('upi://pay?', $page, self::$shop->log());
        self::assertStringContainsString('data:image/svg+xml', $page);
        $this->browser->get(self::$shop->url . "/orders/{$number}/pay");
        $payins = self::$sandbox->truth()['atmoon']['payins'] ?? [];
        self::assertCount(1, array_filter(is_array($payins) ? $payins : [], fn (mixed $payin) => str_contains((string) json_encode($payin), $number)));
        $found = fn (string $rrn, int $paise) => exec(self::command("found {$number} {$rrn} {$paise} 2>&1"), $said, $status) . $status;
        self::assertStringEndsWith('1', $found('412345678901', 249_899));
        self::assertSame(0, self::shipments($number));
        self::assertSame('0', $found('412345678901', 249_900));
        self::assertSame('0', $found('412345678901', 249_900));
        self::assertSame(1, self::shipments($number));
    }

    public function testALostUpiLinkIsNotMadeAnew(): void
    {
        $number = $this->begun(self::INDIAN, 'scarf', 'upi');
        foreach ([1, 2] as $again) {
            $page = $this->browser->get(self::$shop->url . "/orders/{$number}/pay")['body'];
            self::assertStringContainsString('We cannot show you a code', $page);
        }
        $payins = self::$sandbox->truth()['atmoon']['payins'] ?? [];
        self::assertCount(1, array_filter(is_array($payins) ? $payins : [], fn (mixed $payin) => ($payin['amount'] ?? 0) === 99_005));
    }

    public function testACrashWhileALinkIsAskedForIsConcludedAndNotSentAgain(): void
    {
        $number = $this->begun(self::INDIAN, 'throw', 'upi');
        $silent = stream_socket_server('tcp://127.0.0.1:0');
        self::assertIsResource($silent);
        $code = 'require "vendor/autoload.php"; $orders = new Shop\Orders(Shop\Settings::database());'
            . "(new Shop\\Payments(\$orders, new GuzzleHttp\\Client(['timeout' => 60])))->begin(\$orders->find('{$number}'));";
        $prepend = dirname(__DIR__, 3) . '/php/tests/Support/prepend.php';
        $env = ['ATMOON_PAYIN_URL' => 'http://' . stream_socket_get_name($silent, false)] + getenv();
        file_put_contents(self::$folder . '/begin.php', "<?php {$code}");
        $process = proc_open([PHP_BINARY, '-d', "auto_prepend_file={$prepend}", 'begin.php'], [], $pipes, self::$folder, $env);
        self::assertIsResource($process);
        $sent = stream_socket_accept($silent, 10);
        self::assertIsResource($sent, 'the request is on its way');
        proc_terminate($process, 9);
        proc_close($process);
        self::assertStringContainsString('atmoon.payin.create', (string) self::order($number)['saved']);

        self::assertStringContainsString($number, (string) shell_exec(self::command('review')));
        shell_exec(self::command('resume'));
        self::assertNull(self::order($number)['saved']);
        self::assertNotNull(self::order($number)['review']);
        $payins = (string) json_encode(self::$sandbox->truth()['atmoon']['payins'] ?? []);
        self::assertStringNotContainsString($number, $payins, 'it was not sent again');
    }

    /** @param array<string, string> $buyer */
    private function begun(array $buyer, string $item = 'throw', string $method = 'escrow'): string
    {
        $answer = $this->ordered($buyer, $item, $method);
        self::assertMatchesRegularExpression('~/orders/\d{12}/pay$~', $answer['location'], $answer['body'] . self::$shop->log());
        return substr($answer['location'], -16, 12);
    }

    /**
     * @param array<string, string> $buyer
     *
     * @return array{status: int, location: string, body: string}
     */
    private function ordered(array $buyer, string $item = 'throw', string $method = 'escrow'): array
    {
        [$action, $fields] = Browser::form($this->browser->get(self::$shop->url)['body']);
        return $this->browser->post(self::$shop->url . $action, ['item' => $item, 'method' => $method, 'key' => $fields['key']] + $buyer);
    }

    /**
     * @param array<string, string> $tampered
     *
     * @return string where AtaraPay sends the browser
     */
    private function paidAtAtaraPay(string $number, array $tampered = []): string
    {
        [$action, $fields] = Browser::form($this->browser->get(self::$shop->url . "/orders/{$number}/pay")['body']);
        $back = $this->browser->post($action, $tampered + $fields)['location'];
        self::assertStringStartsWith(self::$shop->url . '/return?', $back);
        return $back;
    }

    private static function command(string $arguments): string
    {
        $prepend = dirname(__DIR__, 3) . '/php/tests/Support/prepend.php';
        return 'php -d ' . escapeshellarg("auto_prepend_file={$prepend}") . ' ' . self::$folder . "/bin/shop.php {$arguments}";
    }

    private static function cancelled(string $payment): void
    {
        $call = \Sanspay\Sanspay::atarapay(self::$sandbox->atarapay())->orders->cancel_as_seller(['order' => $payment]);
        self::assertSame('done', $call->send(new \GuzzleHttp\Client(['timeout' => 5]))->verdict);
        for ($end = microtime(true) + 10; microtime(true) < $end; usleep(50_000)) {
            $waiting = self::$database->query('SELECT count(*) FROM orders WHERE payment = ' . self::$database->quote($payment) . ' AND review IS NOT NULL');
            if ($waiting !== false && (int) $waiting->fetchAll(\PDO::FETCH_COLUMN)[0] === 1) {
                return;
            }
        }
        self::fail("the notice did not arrive: {$payment} " . self::$shop->log());
    }

    private static function notice(string $order, string $number, string $key = 'prv_test_2'): string
    {
        $data = ['id' => (int) $order, 'product_id' => $number, 'product_cost' => 4_850_000, 'amount_payed' => 4_922_750, 'currency' => 'NGN',
            'status' => ['id' => 2, 'title' => 'Accepted', 'description' => '']];
        $token = base64_encode("pub_test_1:{$key}:{$order}:4922750");
        return json_encode(['status' => 'Accepted', 'message' => 'Acceptance', 'data' => $data, 'token' => $token], JSON_THROW_ON_ERROR);
    }

    private static function laterOn(string $number): void
    {
        self::$database->exec("UPDATE orders SET ask_after = 0 WHERE number = '{$number}'");
    }

    /** @return array<string, string|int|null> */
    private static function order(string $number): array
    {
        $found = self::$database->query("SELECT * FROM orders WHERE number = '{$number}'");
        $order = $found === false ? false : $found->fetch(\PDO::FETCH_ASSOC);
        return is_array($order) ? $order : throw new \RuntimeException("there is no order {$number}");
    }

    private static function shipments(string $number): int
    {
        $found = self::$database->query("SELECT count(*) FROM shipments WHERE number = '{$number}'");
        return $found === false ? -1 : (int) $found->fetchColumn();
    }
}
