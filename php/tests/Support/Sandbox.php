<?php

declare(strict_types=1);

namespace Sanspay\Tests\Support;

/** The sandbox, on a free port: the program that SANSPAY_SANDBOX names, or what cargo makes of this repository. */
final class Sandbox
{
    /** @param resource $process */
    private function __construct(public readonly string $url, private $process)
    {
    }

    public static function start(): self
    {
        $built = getenv('SANSPAY_SANDBOX');
        $program = is_string($built) && $built !== '' ? [$built] : ['cargo', 'run', '-q', '-p', 'sanspay-sandbox', '--'];
        $process = proc_open([...$program, '--port', '0'], [1 => ['pipe', 'w']], $pipes, dirname(__DIR__, 3));
        while (is_resource($process) && ($line = fgets($pipes[1])) !== false) {
            if (preg_match('~^The sandbox is at (http://[\d.:]+)~', $line, $found) === 1) {
                $sandbox = new self($found[1], $process);
                register_shutdown_function($sandbox->stop(...));
                return $sandbox;
            }
        }
        throw new \RuntimeException("{$program[0]} ended before the sandbox was there");
    }

    public function stop(): void
    {
        if (is_resource($this->process)) {
            proc_terminate($this->process, 9);
            proc_close($this->process);
        }
    }

    /** @return array{environment: 'staging', public_key: string, private_key: string, base_url: string} */
    public function atarapay(): array
    {
        return [
            'environment' => 'staging',
            'public_key' => 'pub_test_1',
            'private_key' => 'prv_test_2',
            'base_url' => $this->url,
        ];
    }

    /** @return array{environment: 'uat', access_key: string, merchant_key: string, client_id: string, api_password: string, base_url: string} */
    public function atmoon(): array
    {
        return [
            'environment' => 'uat',
            'access_key' => '51a4bd18-5bc1-4eaa-97b0-c09323398883',
            'merchant_key' => '41d9eda4b67538fc8ad27e564ddde1bb7b20ad08',
            'client_id' => '61662',
            'api_password' => 'a90db387a3e3b8a22d923966326327c17e9a6ed6',
            'base_url' => $this->url,
        ];
    }

    /** @return array<string, mixed> */
    public function truth(): array
    {
        $truth = json_decode($this->http('GET', '/sandbox/truth')['body'], true);
        return is_array($truth) ? $truth : [];
    }

    /** @return array{status: int, headers: list<string>, body: string} */
    public function http(string $method, string $address, string $body = '', string $type = 'text/plain'): array
    {
        $url = str_starts_with($address, 'http') ? $address : $this->url . $address;
        $http = ['method' => $method, 'content' => $body, 'header' => "content-type: {$type}", 'ignore_errors' => true];
        $http += ['follow_location' => 0, 'timeout' => 15];
        $answer = file_get_contents($url, false, stream_context_create(['http' => $http]));
        /** @var list<string> $http_response_header */
        return ['status' => (int) substr($http_response_header[0], 9, 3), 'headers' => $http_response_header, 'body' => (string) $answer];
    }

    /** Pays an order by AtaraPay's form, and returns AtaraPay's number of it. */
    public function pay(int $amount, int $product = 1447): string
    {
        $form = \Sanspay\Sanspay::atarapay($this->atarapay())->checkout->form(['purchase' => Purchase::of($amount, $product)]);
        $paid = $this->http('POST', '/', $form->outcome->value['body'] ?? '', 'application/x-www-form-urlencoded');
        preg_match('/[?&]order=(\d+)/', implode("\n", $paid['headers']), $found);
        return $found[1] ?? throw new \RuntimeException("not paid: {$paid['body']}");
    }
}
