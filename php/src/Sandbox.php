<?php

declare(strict_types=1);

namespace Sanspay;

use Psr\Http\Client\ClientInterface;
use Psr\Http\Message\RequestInterface;
use Psr\Http\Message\ResponseFactoryInterface;
use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\ServerRequestFactoryInterface;
use Psr\Http\Message\ServerRequestInterface;
use Psr\Http\Message\StreamFactoryInterface;
use Sanspay\Sandbox\Elsewhere;
use Sanspay\Sandbox\Silence;
use Sanspay\Sandbox\State;

/**
 * Both gateways within a test: a PSR-18 client that answers as they would, sends nothing to anybody, misbehaves when told
 * to, and knows where the money truly is.
 *
 *     $sandbox = new Sandbox(faults: ['atmoon.payout.create: lose_answer 20%']);
 *     $shop = Sanspay::atmoon($sandbox->accounts['atmoon']);
 *     $outcome = $shop->payout->create([...])->send($sandbox);
 *
 * It is the sandbox of `sandbox/README.md`, compiled along: the same seed and the same requests give the same answers.
 *
 * @property-read array{atarapay: AtaraPayAccount, atmoon: AtMoonAccount} $accounts the accounts it knows, as `Sanspay::atarapay`
 *     and `Sanspay::atmoon` take them
 *
 * @phpstan-import-type AtaraPayAccount from Types
 * @phpstan-import-type AtMoonAccount from Types
 *
 * @phpstan-import-type Notice from Sandbox\Types as Told
 * @phpstan-import-type Truth from Sandbox\Types
 */
final class Sandbox implements ClientInterface
{
    use Secretive;

    /** The address it answers for, without a slash at its end. */
    public readonly string $base_url;

    /**
     * @param ResponseFactoryInterface|null $responses one that is a StreamFactoryInterface too is enough; without any, those of
     *     nyholm/psr7 or guzzlehttp/psr7 are used
     * @param int $seed decides every token and reference, and which exchanges are struck by `faults`
     * @param list<string>|null $faults rules: `atmoon.payout.create: lose_answer 20%`
     * @param bool|null $hosted_pages whether AtaraPay's form leads to a page on which a person pays, instead of paying at once
     * @param bool|null $strict_auth whether AT MOON's credentials are taken as four headers of their own only
     * @param bool|null $strict_json whether AT MOON's bodies that are printed with a comma missing or too many are valid JSON
     * @param string|null $notices AtaraPay's callback address, as `send_notices_to` sets it
     * @param int|null $keep how many of each kind of thing are remembered; without it, all
     * @param string $base_url scheme, host and port, where nothing need listen; an account takes http for this machine alone
     * @param string|null $saved what `save()` returned: it goes on from there, but for what is said beside it
     */
    public function __construct(
        ?ResponseFactoryInterface $responses = null,
        ?StreamFactoryInterface $streams = null,
        int $seed = 1,
        ?array $faults = null,
        ?bool $hosted_pages = null,
        ?bool $strict_auth = null,
        ?bool $strict_json = null,
        ?string $notices = null,
        ?int $keep = null,
        string $base_url = 'http://127.0.0.1:4010',
        #[\SensitiveParameter] ?string $saved = null,
    ) {
        if (preg_match('~^https?://[^\s/?#@]+/?$~Di', $base_url) !== 1) {
            throw SanspayError::misuse('base_url is a scheme, a host and perhaps a port, such as http://127.0.0.1:4010');
        }
        if ($seed < 0 || $keep !== null && $keep < 0) {
            throw SanspayError::misuse('seed and keep are whole numbers from 0');
        }
        if (array_filter($faults ?? [], fn (mixed $rule) => !is_string($rule)) !== []) {
            throw SanspayError::misuse('faults are rules as text, such as "atmoon.payout.create: lose_answer 20%"');
        }
        $this->base_url = rtrim($base_url, '/');
        $state = State::begun($saved, [
            'seed' => $seed,
            'faults' => $faults === null ? null : array_values($faults),
            'hosted_pages' => $hosted_pages,
            'strict_auth' => $strict_auth,
            'strict_json' => $strict_json,
            'notices' => $notices,
            'keep' => $keep,
        ]);
        Secrets::keep($this, [
            'state' => $state,
            'accounts' => $state->ask('accounts', ['base_url' => $this->base_url])['accounts'],
            'responses' => Factories::one(ResponseFactoryInterface::class, [$responses, $streams]),
            'streams' => Factories::one(StreamFactoryInterface::class, [$responses, $streams]),
        ]);
    }

    /**
     * Answers as the gateways would, after as long as a rule makes them take. A request to anywhere else than to `base_url`
     * is refused, and sent nowhere.
     *
     * @throws Silence where the connection ends without an answer: what was asked may have been done
     * @throws Elsewhere
     */
    public function sendRequest(#[\SensitiveParameter] RequestInterface $request): ResponseInterface
    {
        $uri = $request->getUri();
        if (self::origin((string) $uri) !== self::origin($this->base_url)) {
            throw new Elsewhere($request, $this->base_url);
        }
        // What a server is asked has no fragment, and its host stands in the address.
        $url = $this->base_url . $uri->getPath() . ($uri->getQuery() === '' ? '' : "?{$uri->getQuery()}");
        $headers = $request->withoutHeader('host')->getHeaders();
        $answer = $this->state()->exchange($request->getMethod(), $url, Message::bounded($request), $headers);
        if (isset($answer['late_seconds'])) {
            sleep($answer['late_seconds']);
        }
        if (!isset($answer['reply'])) {
            throw new Silence($request);
        }
        $response = $this->responses()->createResponse($answer['reply']['status']);
        foreach ($answer['reply']['headers'] as [$name, $value]) {
            $response = $response->withAddedHeader($name, $value);
        }
        return $response->withBody($this->streams()->createStream($answer['reply']['body']));
    }

    /** Lets time pass. Nothing else does: the sandbox's clock stands still. */
    public function advance(int $seconds): void
    {
        $this->control("advance?seconds={$seconds}");
    }

    /**
     * Everything there is, and where its money is, whatever was answered.
     *
     * @return Truth
     */
    public function truth(): array
    {
        /** @var Truth */
        return $this->own('GET', 'truth');
    }

    /**
     * One of the sandbox's own requests, `POST /sandbox/…`: `orders/3021/accept`, `payouts/{id}/fail`, `settings?strict_json=1`.
     * `sandbox/README.md` has them all. What the sandbox will not do is thrown in its own words.
     *
     * @param string $body only `faults` takes one: its rules, one to a line
     *
     * @return array<array-key, mixed>|string the answer, read where it is JSON
     */
    public function control(string $path, string $body = ''): array|string
    {
        return $this->own('POST', (string) preg_replace('~^/?(sandbox/)?~', '', $path), $body);
    }

    /**
     * Sets AtaraPay's callback address, to which every change of an order is told from now on. Nothing is posted before you
     * `deliver()`, and then to your handler.
     *
     * @param string $url an address on this machine
     * @param 'json'|'multipart' $encoding
     */
    public function send_notices_to(string $url, string $encoding = 'json'): void
    {
        $this->control('atarapay/callback?' . http_build_query(['url' => $url, 'encoding' => $encoding]));
    }

    /**
     * Every notice so far, and what became of it.
     *
     * @return list<Told>
     */
    public function notices(): array
    {
        /** @var list<Told> */
        return $this->own('GET', 'notices');
    }

    /**
     * Hands each notice that waits to your shop, as the gateway would post it. One that is not taken with a 2xx waits for the
     * next time, a few times over. What the handler throws counts as not taken, and is thrown on.
     *
     * @param callable(ServerRequestInterface): (ResponseInterface|int) $handler returns a response, or its status alone
     * @param ServerRequestFactoryInterface|null $requests without it, that of the sandbox's own factories, or of an installed one
     *
     * @return int how many were taken
     */
    public function deliver(callable $handler, ?ServerRequestFactoryInterface $requests = null): int
    {
        $factory = Factories::one(ServerRequestFactoryInterface::class, [$requests, $this->responses(), $this->streams()]);
        return $this->state()->deliver(function (array $notice) use ($factory, $handler): int {
            $request = $factory->createServerRequest('POST', $notice['url']);
            foreach ($notice['headers'] as [$name, $value]) {
                $request = $request->withAddedHeader($name, $value);
            }
            $answer = $handler($request->withBody($this->streams()->createStream($notice['body'])));
            $status = $answer instanceof ResponseInterface ? $answer->getStatusCode() : $answer;
            if (!is_int($status) || $status < 100 || $status > 599) {
                throw SanspayError::misuse('deliver takes a handler that returns a PSR-7 response, or its status');
            }
            return $status;
        });
    }

    /** Everything, as text, for `new Sandbox(saved: $text)`. Notices that nobody has taken are delivered again then. */
    public function save(): string
    {
        return $this->state()->saved();
    }

    public function __get(string $name): mixed
    {
        if ($name !== 'accounts') {
            throw SanspayError::misuse("a sandbox has no {$name}; it has accounts and base_url");
        }
        return Secrets::of($this, 'accounts');
    }

    public function __isset(string $name): bool
    {
        return $name === 'accounts';
    }

    /** @return array<string, mixed> */
    public function __debugInfo(): array
    {
        return ['base_url' => $this->base_url];
    }

    /** @return array<array-key, mixed>|string */
    private function own(string $method, string $path, string $body = ''): array|string
    {
        $answer = $this->state()->exchange($method, "{$this->base_url}/sandbox/{$path}", $body);
        $reply = $answer['reply'] ?? throw SanspayError::misuse("{$path} had no answer, as an amount or a rule told");
        if ($reply['status'] >= 400) {
            throw SanspayError::misuse(trim($reply['body']));
        }
        $read = json_decode($reply['body'], true, 512, JSON_BIGINT_AS_STRING);
        return is_array($read) ? $read : trim($reply['body']);
    }

    /** Scheme, host and port, written alike. */
    private static function origin(string $url): string
    {
        $parts = parse_url($url) ?: [];
        $scheme = strtolower($parts['scheme'] ?? '');
        $port = $parts['port'] ?? ['http' => 80, 'https' => 443][$scheme] ?? 0;
        return "{$scheme}://" . strtolower($parts['host'] ?? '') . ":{$port}";
    }

    private function state(): State
    {
        /** @var State */
        return Secrets::of($this, 'state');
    }

    private function responses(): ResponseFactoryInterface
    {
        /** @var ResponseFactoryInterface */
        return Secrets::of($this, 'responses');
    }

    private function streams(): StreamFactoryInterface
    {
        /** @var StreamFactoryInterface */
        return Secrets::of($this, 'streams');
    }
}
