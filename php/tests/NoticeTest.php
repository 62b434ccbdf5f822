<?php

declare(strict_types=1);

namespace Sanspay\Tests;

use Nyholm\Psr7\ServerRequest;
use PHPUnit\Framework\TestCase;
use Sanspay\AtaraPay;
use Sanspay\Message;
use Sanspay\Sanspay;
use Sanspay\SanspayError;

final class NoticeTest extends TestCase
{
    private AtaraPay $shop;

    protected function setUp(): void
    {
        $this->shop = Sanspay::atarapay(['environment' => 'staging', 'public_key' => 'pub_test_1', 'private_key' => 'prv_test_2']);
    }

    public function testANoticeSaysWhatToAsk(): void
    {
        $notice = $this->shop->receive('order', ['Content-Type' => 'application/json'], self::body('prv_test_2'));
        self::assertSame('verified', $notice->authenticity);
        self::assertSame('3029', $notice->value['order']['id'] ?? null);
        self::assertSame('ask', $notice->next['do']);
        self::assertSame('atarapay.orders.status', $this->shop->ask($notice->next)->operation);
    }

    public function testAForgedOneIsForged(): void
    {
        self::assertSame('forged', $this->shop->receive('order', [], self::body('another'))->authenticity);
        foreach (['', '{}', "\xff\xfe", str_repeat('[', 5000)] as $body) {
            $notice = $this->shop->receive('order', [], $body);
            self::assertSame(['unsigned', 'nothing'], [$notice->authenticity, $notice->next['do']]);
        }
    }

    public function testOfAPsr7RequestAndOfAFormThatPhpHasRead(): void
    {
        $plain = $this->shop->receive('order', ['content-type' => 'application/json'], self::body('prv_test_2'));
        $psr = new ServerRequest('POST', '/notices', ['content-type' => 'application/json'], self::body('prv_test_2'));
        self::assertEquals($plain, $this->shop->receive('order', $psr));

        $told = json_decode(self::body('prv_test_2'), true);
        self::assertIsArray($told);
        $fields = ['data' => json_encode($told['data'])] + $told;
        $headers = ['Content-Type' => 'multipart/form-data; boundary=x'];
        self::assertEquals($plain, $this->shop->receive('order', $headers, $fields));
        $psr = (new ServerRequest('POST', '/notices', $headers))->withParsedBody($fields);
        self::assertEquals($plain, $this->shop->receive('order', $psr));
        self::assertSame('forged', $this->shop->receive('order', $headers, ['token' => 'x'] + $fields)->authenticity);
        self::assertSame(
            ['headers' => [['content-type', 'application/x-www-form-urlencoded']], 'body' => 'a=%26'],
            Message::of($headers, ['a' => '&']),
        );
    }

    public function testAnotherGatewaysNoticeIsUnsigned(): void
    {
        $notice = Sanspay::atmoon([])->receive('callback', [], '{"data":{"transactionId":"T1"}}');
        self::assertSame('unsigned', $notice->authenticity);
    }

    public function testMistakesAreTold(): void
    {
        foreach ([[['order', []], 'misuse'], [['nope', [], ''], 'unknown_operation']] as [$arguments, $kind]) {
            try {
                $this->shop->receive(...$arguments);
                self::fail('nothing was thrown');
            } catch (SanspayError $error) {
                self::assertSame($kind, $error->kind, $error->getMessage());
            }
        }
    }

    private static function body(string $key): string
    {
        return (string) json_encode([
            'status' => 'Accepted',
            'message' => 'Acceptance',
            'data' => [
                'id' => 3029, 'product_id' => '1447', 'product_cost' => 400_000, 'amount_payed' => 450_000,
                'currency' => 'NGN', 'status' => ['id' => 2, 'title' => 'Accepted', 'description' => ''],
            ],
            'token' => base64_encode("pub_test_1:{$key}:3029:450000"),
        ]);
    }
}
