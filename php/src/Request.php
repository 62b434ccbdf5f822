<?php

declare(strict_types=1);

namespace Sanspay;

use Psr\Http\Message\RequestFactoryInterface;
use Psr\Http\Message\RequestInterface;
use Psr\Http\Message\StreamFactoryInterface;

/**
 * What to send, exactly as it is: follow no redirect, do not try twice, and verify the server's certificate.
 *
 * `url`, `headers` and `body` hold credentials. Log `summary`, which holds none.
 *
 * @property-read string $method
 * @property-read string $url
 * @property-read list<array{string, string}> $headers
 * @property-read string|null $body
 * @property-read string $summary
 */
final class Request
{
    use Secretive;

    /** @internal */
    public function __construct(#[\SensitiveParameter] string $json)
    {
        Secrets::keep($this, Plain::read($json));
    }

    /** The same as a PSR-7 request. */
    public function psr(RequestFactoryInterface $requests, StreamFactoryInterface $streams): RequestInterface
    {
        $request = $requests->createRequest($this->method, $this->url);
        foreach ($this->headers as [$name, $value]) {
            $request = $request->withAddedHeader($name, $value);
        }
        return $this->body === null ? $request : $request->withBody($streams->createStream($this->body));
    }

    public function __get(string $name): mixed
    {
        if (!in_array($name, ['method', 'url', 'headers', 'body', 'summary'], true)) {
            throw SanspayError::misuse("a request has no {$name}; it has method, url, headers, body and summary");
        }
        return Secrets::of($this, $name);
    }

    public function __isset(string $name): bool
    {
        return Secrets::of($this, $name) !== null;
    }

    /** @return array<string, mixed> */
    public function __debugInfo(): array
    {
        return ['summary' => $this->summary];
    }
}
