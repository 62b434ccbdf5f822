<?php

declare(strict_types=1);

namespace Sanspay;

use Psr\Http\Client\ClientInterface;
use Psr\Http\Message\RequestFactoryInterface;
use Psr\Http\Message\RequestInterface;
use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\StreamFactoryInterface;

/**
 * One operation under way: there is a request to send until there is an outcome.
 *
 *     while ($request = $call->request($psr17)) {
 *         $call->reply($client->sendRequest($request));
 *     }
 *
 * @template-covariant V
 *
 * @property-read Outcome<V>|null $outcome what has come of it; null while a request waits to be sent
 */
final class Call implements \JsonSerializable
{
    use Secretive;

    /** The version of what `save` writes. */
    private const FORMAT = 1;
    private const LOST = 'this call was saved with a request under way, which may have been sent, and what follows it too: '
        . 'give reply() what came back; where nothing is known of it, send() sends nothing and concludes';
    private const BUSY = 'the call is being sent already: wait for that, and read its outcome';

    private bool $sending = false;

    /** @param list<string> $replies as JSON text */
    private function __construct(
        private readonly Door $door,
        /** The operation's name: `gateway.group.verb`. */
        public readonly string $operation,
        #[\SensitiveParameter] string $account,
        #[\SensitiveParameter] string $input,
        #[\SensitiveParameter] array $replies = [],
    ) {
        Secrets::keep($this, ['account' => $account, 'input' => $input]);
        $this->understand($replies);
    }

    /**
     * @internal
     *
     * @param array<array-key, mixed>|\stdClass $input
     *
     * @return self<mixed>
     */
    public static function made(
        Door $door,
        #[\SensitiveParameter] string $account,
        string $operation,
        #[\SensitiveParameter] array|\stdClass $input,
    ): self {
        return new self($door, $operation, $account, Plain::object($input, $operation));
    }

    /**
     * A call as it was when it was saved. Its request may have gone out since, and so may those that follow it: none of
     * them is given out again.
     *
     * @internal
     *
     * @return self<mixed>
     */
    public static function resumed(
        Door $door,
        #[\SensitiveParameter] string $account,
        #[\SensitiveParameter] string $saved,
        string $gateway,
    ): self {
        // Objects stay objects, so that an empty one does not become a list.
        $plain = json_decode($saved, false, 512, JSON_BIGINT_AS_STRING);
        if (
            !$plain instanceof \stdClass || ($plain->sanspay ?? null) !== self::FORMAT
            || !is_string($plain->operation ?? null) || !($plain->input ?? null) instanceof \stdClass
            || !is_array($plain->replies ?? null)
        ) {
            throw SanspayError::misuse(
                'resume takes the text that $call->save() returned; this is none, or that of another version',
            );
        }
        if (!str_starts_with($plain->operation, "{$gateway}.")) {
            throw SanspayError::misuse("the saved call is {$plain->operation}, and this is {$gateway}");
        }
        $replies = array_map(Plain::text(...), array_values($plain->replies));
        $call = new self($door, $plain->operation, $account, Plain::text($plain->input), $replies);
        Secrets::keep($call, ['resumed' => Secrets::of($call, 'request') !== null]);
        return $call;
    }

    /**
     * What to send now; null once there is an outcome.
     *
     * @param RequestFactoryInterface|null $requests one that is a StreamFactoryInterface too is enough; without any,
     *     those of nyholm/psr7 or guzzlehttp/psr7 are used
     */
    public function request(
        ?RequestFactoryInterface $requests = null,
        ?StreamFactoryInterface $streams = null,
    ): ?RequestInterface {
        return $this->toSend()?->psr(...Factories::of([$requests, $streams]));
    }

    /** The same for an HTTP client that knows no PSR-7: `method`, `url`, `headers` and `body`. */
    public function toSend(): ?Request
    {
        $this->idle();
        if (Secrets::of($this, 'resumed') === true) {
            throw SanspayError::misuse(self::LOST);
        }
        /** @var Request|null */
        return Secrets::of($this, 'request');
    }

    /**
     * Takes what came back.
     *
     * @param ResponseInterface|array{status: int, headers?: iterable<array-key, mixed>, body: string}|array{fault: 'not_sent'|'no_answer'|'lost', detail?: string}|\Throwable $reply
     *     the response, or what the client threw instead
     */
    public function reply(#[\SensitiveParameter] ResponseInterface|array|\Throwable $reply): void
    {
        $this->idle();
        if (Secrets::of($this, 'request') === null) {
            throw SanspayError::misuse('the call has its outcome and waits for no reply; to ask again, make a new call');
        }
        $this->take($reply);
    }

    /**
     * Sends whatever is to be sent, and returns the outcome. It never throws because of the network: whatever happens
     * there is an outcome too.
     *
     * The client is set up by you: with a timeout, without redirects, and without any retry, since a payout that is sent
     * twice is paid twice. With Guzzle: `new Client(['timeout' => 30, 'connect_timeout' => 10])`.
     *
     * @return Outcome<V>
     */
    public function send(
        ClientInterface $client,
        ?RequestFactoryInterface $requests = null,
        ?StreamFactoryInterface $streams = null,
    ): Outcome {
        $this->idle();
        if (Secrets::of($this, 'resumed') === true) {
            $this->take(['fault' => 'lost', 'detail' => 'the call was resumed']);
        }
        while (($request = $this->toSend()) !== null) {
            $psr = $request->psr(...Factories::of([$requests, $streams, $client]));
            $this->sending = true;
            try {
                $this->takeOnce(fn () => $client->sendRequest($psr));
            } finally {
                $this->sending = false;
            }
        }
        /** @var Outcome<V> an answer is a request or an outcome */
        return $this->outcome;
    }

    /** What the HTTP client last threw, where there was no answer. Its text may show addresses: mind the log. */
    public function fault(): ?\Throwable
    {
        /** @var \Throwable|null */
        return Secrets::of($this, 'fault');
    }

    /**
     * The call as text, for `$shop->resume($saved)`, in another process too: store it before you send, and a restart loses
     * nothing. It holds the input and all replies, tokens among them, and nothing of the account. Keep it where you keep
     * orders, and out of logs.
     */
    public function save(): string
    {
        $operation = Plain::text($this->operation);
        /** @var string $input */
        $input = Secrets::of($this, 'input');
        return '{"sanspay":' . self::FORMAT . ",\"operation\":{$operation},\"input\":{$input},\"replies\":{$this->replies()}}";
    }

    /** @return array<string, string|null> what may be logged */
    public function jsonSerialize(): array
    {
        $request = Secrets::of($this, 'request');
        return [
            'operation' => $this->operation,
            'request' => $request instanceof Request ? $request->summary : null,
            'verdict' => $this->outcome?->verdict,
            'funds' => $this->outcome?->funds,
        ];
    }

    /** @return array<string, string|null> */
    public function __debugInfo(): array
    {
        return $this->jsonSerialize();
    }

    public function __get(string $name): mixed
    {
        if ($name !== 'outcome') {
            throw SanspayError::misuse("a call has no {$name}; it has operation and outcome, and request() and toSend()");
        }
        return Secrets::of($this, 'outcome');
    }

    public function __isset(string $name): bool
    {
        return $name === 'outcome' && $this->outcome !== null;
    }

    /** @param \Closure(): ResponseInterface $send */
    private function takeOnce(\Closure $send): void
    {
        try {
            $reply = $send();
        } catch (\Throwable $thrown) {
            $reply = $thrown;
        }
        try {
            $this->take($reply);
        } catch (\Throwable) {
            // It was sent, so an error must not look as though it could simply be sent again.
            $this->take(['fault' => 'no_answer', 'detail' => 'the answer could not be taken']);
        }
    }

    /** @param ResponseInterface|array<string, mixed>|\Throwable $reply */
    private function take(#[\SensitiveParameter] ResponseInterface|array|\Throwable $reply): void
    {
        /** @var list<string> $replies */
        $replies = Secrets::of($this, 'replies');
        $this->understand([...$replies, Plain::text(Message::reply($reply))]);
        Secrets::keep($this, [
            'resumed' => Secrets::of($this, 'resumed') === true && Secrets::of($this, 'request') !== null,
            'fault' => $reply instanceof \Throwable ? $reply : null,
        ]);
    }

    /** @param list<string> $replies */
    private function understand(#[\SensitiveParameter] array $replies): void
    {
        /** @var array{account: string, input: string} $known */
        $known = ['account' => Secrets::of($this, 'account'), 'input' => Secrets::of($this, 'input')];
        $operation = Plain::text($this->operation);
        $question = "{\"operation\":{$operation},\"account\":{$known['account']},\"input\":{$known['input']},"
            . '"replies":[' . implode(',', $replies) . ']}';
        [$kind, $json] = $this->door->ask('exchange', $question);
        Secrets::keep($this, [
            'replies' => $replies,
            'request' => $kind === 'request' ? new Request($json) : null,
            'outcome' => $kind === 'outcome' ? Outcome::fromJson($json) : null,
        ]);
    }

    private function replies(): string
    {
        /** @var list<string> $replies */
        $replies = Secrets::of($this, 'replies');
        return '[' . implode(',', $replies) . ']';
    }

    private function idle(): void
    {
        if ($this->sending) {
            throw SanspayError::misuse(self::BUSY);
        }
    }
}
