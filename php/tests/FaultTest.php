<?php

declare(strict_types=1);

namespace Sanspay\Tests;

use GuzzleHttp\Client as Guzzle;
use GuzzleHttp\Exception\ConnectException;
use GuzzleHttp\HandlerStack;
use GuzzleHttp\Middleware;
use Nyholm\Psr7\Request;
use PHPUnit\Framework\TestCase;
use Psr\Http\Client\NetworkExceptionInterface;
use Psr\Http\Message\RequestInterface;
use Sanspay\Sanspay;

/** Only what is certain never to have left is `not_sent`: after any other fault a payout must not be made again. */
final class FaultTest extends TestCase
{
    /** @var list<resource|false> */
    private static array $servers = [];

    protected function tearDown(): void
    {
        array_map(fn ($server) => is_resource($server) && proc_close($server), self::$servers);
        self::$servers = [];
    }

    public function testARefusedConnectionWasNotSent(): void
    {
        self::assertSame('not_sent', self::verdict(self::closedPort(), new Guzzle(['timeout' => 5])));
    }

    public function testANameThatDoesNotResolveWasNotSent(): void
    {
        self::assertSame('not_sent', self::verdict('https://sanspay.invalid', new Guzzle(['timeout' => 10])));
    }

    public function testATimeoutMayHaveBeenSent(): void
    {
        [$server, $url] = self::listening();
        self::assertSame('unknown', self::verdict($url, new Guzzle(['timeout' => 0.3])));
        fclose($server);
    }

    public function testAConnectionThatIsCutMayHaveBeenSent(): void
    {
        $url = self::answering('');
        self::assertSame('unknown', self::verdict($url, new Guzzle(['timeout' => 5])));
    }

    public function testARedirectIsAnAnswerAndIsNotFollowed(): void
    {
        $url = self::answering('HTTP/1.1 307 Moved\r\nlocation: ' . self::closedPort() . '\r\ncontent-length: 0\r\n\r\n');
        $outcome = self::payout($url)->send(new Guzzle(['timeout' => 5]));
        self::assertSame(['unknown', 'http_status', 307], [$outcome->verdict, $outcome->reason['code'] ?? null, $outcome->reason['http_status'] ?? null]);
    }

    public function testARefusalAfterARetryMayHaveBeenSent(): void
    {
        $attempts = 0;
        $stack = HandlerStack::create();
        $stack->push(Middleware::retry(function () use (&$attempts): bool {
            return $attempts++ < 1;
        }, fn () => 0));
        self::assertSame('unknown', self::verdict(self::closedPort(), new Guzzle(['timeout' => 5, 'handler' => $stack])));
        self::assertSame(2, $attempts);
    }

    /** @dataProvider doubtful */
    public function testWhateverIsNotCertainMayHaveBeenSent(\Throwable $error): void
    {
        $call = self::payout('http://127.0.0.1:9');
        $call->reply($error);
        self::assertSame(['unknown', 'in_doubt'], [$call->outcome?->verdict, $call->outcome?->funds]);
    }

    /** @return iterable<string, array{\Throwable}> */
    public static function doubtful(): iterable
    {
        $request = new Request('POST', 'http://127.0.0.1:9/');
        $connect = fn (array $context) => new ConnectException('refused', $request, null, $context);
        $unsent = ['request_size' => 0, 'redirect_count' => 0];
        yield 'words alone' => [new \RuntimeException('Connection refused')];
        yield 'no context' => [$connect([])];
        yield 'a timeout' => [$connect(['errno' => 28] + $unsent)];
        yield 'a dead connection, tried again by curl' => [$connect(['errno' => 7, 'request_size' => 212] + $unsent)];
        yield 'after a redirect' => [$connect(['errno' => 7, 'redirect_count' => 1] + $unsent)];
        yield 'a number as text' => [$connect(['errno' => '7'] + $unsent)];
        yield 'the network, says PSR-18' => [new class ('x') extends \RuntimeException implements NetworkExceptionInterface {
            public function getRequest(): RequestInterface
            {
                return new Request('GET', '/');
            }
        }];
        yield 'an error of PHP' => [new \TypeError('x')];
    }

    public function testACertainFaultIsFoundBehindAWrapper(): void
    {
        $context = ['errno' => 7, 'request_size' => 0, 'redirect_count' => 0];
        $cause = new ConnectException('refused', new Request('POST', '/'), null, $context);
        $call = self::payout('http://127.0.0.1:9');
        $call->reply(new \RuntimeException('wrapped', 0, $cause));
        self::assertSame('not_sent', $call->outcome?->verdict);
    }

    private static function verdict(string $url, Guzzle $client): string
    {
        return self::payout($url)->send($client)->verdict;
    }

    /** @return \Sanspay\Call<mixed> */
    private static function payout(string $url): \Sanspay\Call
    {
        $account = ['environment' => 'uat', 'access_key' => 'a', 'merchant_key' => 'b', 'client_id' => '61662'];
        $account += ['api_password' => 'c', 'base_url' => $url, 'payout_url' => "{$url}/payout"];
        return Sanspay::atmoon($account)->payout->create([
            'beneficiary_name' => 'Asha', 'beneficiary_account' => '1234567890', 'ifsc' => 'HDFC0000001',
            'amount' => 50_000, 'payment_mode' => 'IMPS', 'api_token' => 'token',
        ]);
    }

    /** @return string the address of a server that answers once, with these bytes */
    private static function answering(string $bytes): string
    {
        $script = '$s = stream_socket_server("tcp://127.0.0.1:0"); echo stream_socket_get_name($s, false), "\n";'
            . '$c = stream_socket_accept($s, 10); fread($c, 65536); fwrite($c, stripcslashes($argv[1])); fclose($c);';
        $process = proc_open([PHP_BINARY, '-r', $script, '--', $bytes], [1 => ['pipe', 'w']], $pipes);
        self::$servers[] = $process;
        return 'http://' . trim((string) fgets($pipes[1]));
    }

    private static function closedPort(): string
    {
        [$server, $url] = self::listening();
        fclose($server);
        return $url;
    }

    /** @return array{resource, string} */
    private static function listening(): array
    {
        $server = stream_socket_server('tcp://127.0.0.1:0') ?: throw new \RuntimeException('no port is free');
        return [$server, 'http://' . stream_socket_get_name($server, false)];
    }
}
