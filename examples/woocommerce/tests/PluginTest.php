<?php

declare(strict_types=1);

namespace SanspayAtaraPay\Tests;

use PHPUnit\Framework\TestCase;
use Sanspay\Tests\Support\Browser;
use Sanspay\Tests\Support\Debian;
use Sanspay\Tests\Support\Mariadb;
use Sanspay\Tests\Support\Sandbox;
use Sanspay\Tests\Support\WebServer;

/** Buys and cheats at the plugin over real HTTP: Debian's WordPress under php-fpm and nginx, a stand-in for WooCommerce. */
final class PluginTest extends TestCase
{
    private const BUYER = [
        'billing_first_name' => 'Emeka', 'billing_last_name' => "O'Adeniyi", 'billing_email' => 'emeka@example.com',
        'billing_phone' => '+2348035550142', 'billing_city' => 'Ibadan', 'total' => '48500.00',
    ];
    private const JSON = ['content-type: application/json'];
    private const SERVER = <<<'NGINX'
        server {
            listen 127.0.0.1:80;
            root FOLDER;
            client_max_body_size 2m;
            location / { try_files $uri /index.php?$args; }
            location ~ \.php$ {
                include /etc/nginx/fastcgi_params;
                fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
                fastcgi_pass unix:fpm.sock;
            }
        }
        NGINX;

    private static Sandbox $sandbox;
    private static Mariadb $database;
    private static WebServer $web;
    private static string $folder;
    private Browser $browser;

    public static function setUpBeforeClass(): void
    {
        self::$sandbox = Sandbox::start();
        $folder = self::$folder = Debian::copyOf('/usr/share/wordpress');
        self::$database = Mariadb::start($folder);
        $port = WebServer::freePort();
        self::setUpWordPress($folder, "127.0.0.1:{$port}");
        $pool = "[shop]\npm = static\npm.max_children = 4\nphp_admin_value[ffi.enable] = 1\n";
        self::$web = WebServer::start($folder, $pool, str_replace('FOLDER', $folder, self::SERVER), $port);
        self::$sandbox->http('POST', '/sandbox/atarapay/callback?encoding=multipart&url=' . rawurlencode(self::$web->url . '/?wc-api=sanspay_notice'));
    }

    public static function tearDownAfterClass(): void
    {
        self::$web->stop();
        self::$database->stop();
        self::$sandbox->stop();
    }

    protected function setUp(): void
    {
        $this->browser = new Browser();
    }

    public function testPaidVerifiedAndMovedOnce(): void
    {
        $order = $this->ordered();
        $back = $this->paid($order);
        self::assertSame('pending', $this->look($order)['status'], 'nothing is paid before AtaraPay has said so');
        foreach ([1, 2] as $again) {
            $thanks = $this->browser->get($back)['location'];
            self::assertSame('Thank you. Your order is processing.', $this->browser->get($thanks)['body'], self::$web->log());
        }
        self::assertSame(['pending > processing'], $this->look($order)['transitions']);
        self::assertSame('3021', $this->look($order)['transaction']);
        self::assertSame('', $this->browser->get(self::$web->url . "/?order-pay={$order}")['body'], 'nobody pays twice');
    }

    public function testTheAddressAloneMovesNothing(): void
    {
        $paid = $this->ordered();
        $back = $this->paid($paid);
        $this->browser->get($back);
        $order = $this->ordered();
        $forged = ["&product={$order}&order=999999", "&product={$order}", "&product={$order}&order[]=1"];
        foreach ([...$forged, '&' . str_replace("product={$paid}", "product={$order}", (string) parse_url($back, PHP_URL_QUERY))] as $query) {
            $this->browser->get(self::$web->url . "/?wc-api=sanspay_return{$query}");
            self::assertNotContains($this->look($order)['status'], ['processing', 'completed'], $query);
        }
        self::assertSame(404, $this->browser->get(self::$web->url . '/?wc-api=sanspay_return&product=1&order=3021')['status']);
        self::assertSame(404, $this->browser->get(self::$web->url . '/?wc-api=sanspay_return')['status']);
    }

    public function testATamperedAmountIsForAPerson(): void
    {
        $order = $this->ordered();
        $this->browser->get($this->paid($order, ['amount' => '100']));
        $seen = $this->look($order);
        self::assertSame(['on-hold', ['pending > on-hold']], [$seen['status'], $seen['transitions']]);
        self::assertStringContainsString('A person must look', implode(' ', $seen['notes']));
    }

    public function testALostAnswerIsNotKnownAndThenIs(): void
    {
        $order = $this->ordered(['total' => '990.05']);
        $this->browser->get($this->paid($order));
        $seen = $this->look($order);
        self::assertSame(['pending', []], [$seen['status'], $seen['transitions']]);
        self::assertGreaterThan(time(), (int) $seen['ask_after']);
        self::assertStringContainsString('Not known yet', implode(' ', $seen['notes']));
        self::assertSame('asked', $this->browser->get(self::$web->url . "/?stand-in-later={$order}")['body']);
        self::assertSame(['pending > processing'], $this->look($order)['transitions']);
    }

    public function testWhatIsNotKnownForADayIsForAPerson(): void
    {
        $order = $this->ordered(['total' => '990.08']);
        $this->browser->get($this->paid($order));
        self::assertSame('pending', $this->look($order)['status'], 'AtaraPay answers with a page');
        foreach (['', '&placed=' . (time() - 80_000)] as $patient) {
            $this->browser->get(self::$web->url . "/?stand-in-later={$order}{$patient}");
            self::assertSame([], $this->look($order)['transitions'], $patient);
        }
        $this->browser->get(self::$web->url . "/?stand-in-later={$order}&placed=" . (time() - 90_000));
        $seen = $this->look($order);
        self::assertSame([['pending > on-hold'], ''], [$seen['transitions'], $seen['ask_after']]);
    }

    public function testNoticesAtOnceAndReplayedAreOneTransition(): void
    {
        $order = $this->ordered();
        $brought = self::brought($this->paid($order));
        $notice = self::notice($brought, $order);
        $url = self::$web->url . '/?wc-api=sanspay_notice';
        self::assertSame([200, 200, 200, 200], $this->browser->postAtOnce(4, $url, $notice, self::JSON), self::$web->log());
        self::assertSame(200, $this->browser->post($url, $notice, self::JSON)['status']);
        self::assertSame(['pending > processing'], $this->look($order)['transitions']);
    }

    public function testAForgedNoticeIsRefusedAndAVerifiedOneProvesNothing(): void
    {
        $order = $this->ordered();
        $url = self::$web->url . '/?wc-api=sanspay_notice';
        foreach ([self::notice('3021', $order, 'prv_other'), '{}', "\xff", 'token=x&data={}'] as $forged) {
            self::assertSame(403, $this->browser->post($url, $forged, self::JSON)['status']);
        }
        self::assertSame(413, $this->browser->post($url, str_repeat('x', 1_050_000), self::JSON)['status']);
        self::assertSame(405, $this->browser->get($url)['status']);
        self::assertSame(200, $this->browser->post($url, self::notice('999999', $order), self::JSON)['status']);
        // A true notice about a paid order, edited to name another: its token still fits.
        $paid = $this->ordered();
        self::assertSame(200, $this->browser->post($url, self::notice(self::brought($this->paid($paid)), $order), self::JSON)['status']);
        self::assertNotContains($this->look($order)['status'], ['processing', 'completed']);
    }

    public function testALateFailureAfterAProofIsForAPerson(): void
    {
        $order = $this->ordered();
        $back = $this->paid($order);
        $this->browser->get($back);
        $shop = \Sanspay\Sanspay::atarapay(self::$sandbox->atarapay());
        $shop->orders->cancel_as_seller(['order' => self::brought($back)])->send(new \GuzzleHttp\Client(['timeout' => 5]));
        for ($end = microtime(true) + 10; $this->look($order)['status'] === 'processing' && microtime(true) < $end; usleep(50_000)) {
        }
        $seen = $this->look($order);
        self::assertSame(['pending > processing', 'processing > on-hold'], $seen['transitions'], self::$web->log());
        self::assertStringStartsWith('{"verdict":"done","funds":"held"', $seen['outcome'], 'what was proven stands');
    }

    public function testAPayoutCompletesTheOrder(): void
    {
        $order = $this->ordered();
        $back = $this->paid($order);
        $this->browser->get($back);
        $shop = \Sanspay\Sanspay::atarapay(self::$sandbox->atarapay());
        $shop->orders->deliver(['order' => self::brought($back), 'phone_number' => '+2348035550142'])->send(new \GuzzleHttp\Client(['timeout' => 5]));
        self::$sandbox->http('POST', '/sandbox/orders/' . self::brought($back) . '/accept');
        // The notice of it leaves a question, since "accepted" is no payout.
        for ($end = microtime(true) + 10; $this->look($order)['ask_after'] === '' && microtime(true) < $end; usleep(50_000)) {
        }
        self::assertSame('processing', $this->look($order)['status']);
        self::$sandbox->http('POST', '/sandbox/orders/' . self::brought($back) . '/complete');
        $this->browser->get(self::$web->url . "/?stand-in-later={$order}");
        self::assertSame(['pending > processing', 'processing > completed'], $this->look($order)['transitions'], self::$web->log());
    }

    public function testWrongFieldsAreToldAtTheCheckout(): void
    {
        $answer = $this->browser->post(self::$web->url . '/?stand-in-checkout=1', ['billing_phone' => '<i>'] + self::BUYER);
        $told = json_decode($answer['body'], true);
        self::assertIsArray($told, $answer['body'] . self::$web->log());
        self::assertSame('failure', $told['result']);
        self::assertStringContainsString('phone_number must be', implode($told['notices']));
        self::assertStringNotContainsString('<i>', $answer['body']);
    }

    /** @depends testPaidVerifiedAndMovedOnce */
    public function testNothingWasComplainedOf(): void
    {
        $log = (string) @file_get_contents(self::$folder . '/debug.log') . self::$web->log();
        // WordPress itself is older than this PHP, and complains of itself.
        self::assertDoesNotMatchRegularExpression('~PHP (?!Deprecated).*|sanspay-atarapay/(?=.* on line)~', $log);
        foreach (['prv_test_2', base64_encode('pub_test_1:prv_test_2')] as $secret) {
            self::assertStringNotContainsString($secret, $log);
        }
    }

    private static function setUpWordPress(string $folder, string $host): void
    {
        $php = dirname(__DIR__, 3) . '/php';
        $plugins = "{$folder}/wp-content/plugins";
        foreach (
            [
                'cp -r ' . dirname(__DIR__) . "/sanspay-atarapay {$plugins}/",
                "cp -r {$php} {$plugins}/sanspay-atarapay/sanspay",
                'cp -r ' . __DIR__ . "/woocommerce-stand-in {$plugins}/",
            ] as $command
        ) {
            exec($command, $output, $status);
            self::assertSame(0, $status, $command);
        }
        $keys = '';
        foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
            $keys .= "define('{$name}_KEY', '" . bin2hex(random_bytes(16)) . "');\ndefine('{$name}_SALT', '" . bin2hex(random_bytes(16)) . "');\n";
        }
        file_put_contents("{$folder}/wp-config.php", "<?php\ndefine('DB_NAME', 'wordpress');\ndefine('DB_USER', 'root');\n"
            . "define('DB_PASSWORD', '');\ndefine('DB_HOST', 'localhost:{$folder}/db.sock');\ndefine('DB_CHARSET', 'utf8mb4');\n"
            . "define('DB_COLLATE', '');\n{$keys}\$table_prefix = 'wp_';\ndefine('WP_DEBUG', true);\ndefine('WP_DEBUG_DISPLAY', false);\n"
            . "define('WP_DEBUG_LOG', '{$folder}/debug.log');\ndefine('WP_HOME', 'http://{$host}');\ndefine('WP_SITEURL', 'http://{$host}');\n"
            . "define('WP_HTTP_BLOCK_EXTERNAL', false);\ndefine('DISABLE_WP_CRON', true);\ndefine('AUTOMATIC_UPDATER_DISABLED', true);\n"
            . "define('SANSPAY_BASE_URL', '" . self::$sandbox->url . "');\n"
            . "defined('ABSPATH') || define('ABSPATH', '{$folder}/');\nrequire_once ABSPATH . 'wp-settings.php';\n");
        $prepend = escapeshellarg("auto_prepend_file={$php}/tests/Support/prepend.php");
        exec("WP_TEST_HOST={$host} php -d {$prepend} " . __DIR__ . "/install.php {$folder} 2>&1", $told, $status);
        self::assertSame(0, $status, implode("\n", $told));
    }

    /** @param array<string, string> $changed */
    private function ordered(array $changed = []): int
    {
        $answer = $this->browser->post(self::$web->url . '/?stand-in-checkout=1', $changed + self::BUYER);
        $made = json_decode($answer['body'], true);
        self::assertIsArray($made, $answer['body'] . self::$web->log());
        self::assertSame('success', $made['result'], $answer['body']);
        self::assertIsInt($made['order']);
        return $made['order'];
    }

    /**
     * @param array<string, string> $tampered
     *
     * @return string where AtaraPay sends the browser
     */
    private function paid(int $order, array $tampered = []): string
    {
        [$action, $fields] = Browser::form($this->browser->get(self::$web->url . "/?order-pay={$order}")['body']);
        self::assertSame("O'Adeniyi", $fields['customer_lastname']);
        $answer = $this->browser->post($action, $tampered + $fields);
        self::assertStringContainsString("product={$order}", $answer['location'], $answer['body']);
        return $answer['location'];
    }

    /** @return array{status: string, transitions: list<string>, notes: list<string>, transaction: string, outcome: string, ask_after: string} */
    private function look(int $order): array
    {
        $seen = json_decode($this->browser->get(self::$web->url . "/?stand-in-order={$order}")['body'], true);
        self::assertIsArray($seen, self::$web->log());
        /** @var array{status: string, transitions: list<string>, notes: list<string>, transaction: string, outcome: string, ask_after: string} */
        return $seen;
    }

    private static function brought(string $back): string
    {
        parse_str((string) parse_url($back, PHP_URL_QUERY), $brought);
        return is_string($brought['order'] ?? null) ? $brought['order'] : '';
    }

    private static function notice(string $order, int $number, string $key = 'prv_test_2'): string
    {
        $data = ['id' => (int) $order, 'product_id' => (string) $number, 'product_cost' => 4_850_000, 'amount_payed' => 4_922_750,
            'currency' => 'NGN', 'status' => ['id' => 2, 'title' => 'Accepted', 'description' => '']];
        $token = base64_encode("pub_test_1:{$key}:{$order}:4922750");
        return json_encode(['status' => 'Accepted', 'message' => 'Acceptance', 'data' => $data, 'token' => $token], JSON_THROW_ON_ERROR);
    }
}
