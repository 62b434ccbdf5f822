<?php

declare(strict_types=1);

namespace Sanspay;

use Psr\Http\Message\ServerRequestInterface;

/**
 * A merchant's account with one gateway. It asks with `$account->group->verb([...])`.
 *
 * The settings are checked when they are used, since each operation needs others.
 *
 * @template Notices of array<string, mixed>
 *
 * @phpstan-import-type NextAsk from Types
 */
abstract class Gateway
{
    use Secretive;

    /** As in the names of operations. */
    protected const NAME = '';

    /**
     * @internal
     *
     * @param array<string, mixed> $account
     */
    final public function __construct(private readonly Door $door, #[\SensitiveParameter] array $account)
    {
        Secrets::keep($this, ['account' => Plain::object($account, static::NAME, 'account')]);
    }

    /**
     * Follows the `next` of an outcome or notice where it says to ask something: where `$next['do']` is `ask`.
     *
     * @param NextAsk|array{do: string, operation?: string, input?: array<string, mixed>} $next
     *
     * @return Call<mixed>
     */
    public function ask(array $next): Call
    {
        if ($next['do'] !== 'ask' || !isset($next['operation'], $next['input'])) {
            throw SanspayError::misuse("next says to do \"{$next['do']}\"; only \"ask\" can be asked");
        }
        return Call::made($this->door, $this->account(), $next['operation'], $next['input']);
    }

    /**
     * A call as it was when `$call->save()` was stored.
     *
     * A request that was under way then may have been sent, so it is not given out again: hand over its reply, or
     * `send()`, which sends nothing more and concludes.
     *
     * @return Call<mixed>
     */
    public function resume(#[\SensitiveParameter] string $saved): Call
    {
        return Call::resumed($this->door, $this->account(), $saved, static::NAME);
    }

    /**
     * Reads a notice that the gateway sent. It proves nothing: do its `next`, and act on that answer.
     *
     * @template K of key-of<Notices>
     *
     * @param K $kind such as `order`
     * @param ServerRequestInterface|iterable<array-key, mixed> $headers the whole request, or its headers: `getallheaders()`
     * @param string|array<array-key, mixed>|null $body with headers: the raw body, `file_get_contents('php://input')`; or
     *     `$_POST`, where PHP has read a form itself and left no body
     *
     * @return Notice<Notices[K]>
     */
    public function receive(
        string $kind,
        #[\SensitiveParameter] ServerRequestInterface|iterable $headers,
        #[\SensitiveParameter] string|array|null $body = null,
    ): Notice {
        $message = Plain::text(Message::of($headers, $body));
        $notice = Plain::text(static::NAME . ".{$kind}");
        $question = "{\"notice\":{$notice},\"account\":{$this->account()},\"message\":{$message}}";
        /** @var Notice<Notices[K]> */
        return Notice::fromJson($this->door->ask('receive', $question)[1]);
    }

    public function __get(string $name): Group
    {
        $class = static::class . '\\' . str_replace('_', '', ucwords($name, '_'));
        if (preg_match('/^[a-z_]+$/D', $name) === 1 && is_subclass_of($class, Group::class)) {
            return new $class($this->door, $this->account(), static::NAME . ".{$name}");
        }
        $groups = [];
        foreach (Sanspay::operations()['operations'] as ['name' => $operation]) {
            [$gateway, $group] = explode('.', $operation);
            $groups += $gateway === static::NAME ? [$group => true] : [];
        }
        throw SanspayError::misuse(static::NAME . " has no {$name}; it has " . implode(', ', array_keys($groups)));
    }

    /** @return array<string, mixed> */
    public function __debugInfo(): array
    {
        return ['account' => '[redacted]'];
    }

    private function account(): string
    {
        /** @var string */
        return Secrets::of($this, 'account');
    }
}
