<?php

declare(strict_types=1);

namespace Sanspay;

/**
 * What a gateway sent, and how far it can be believed. It proves nothing: do `next`, and act on that answer.
 *
 * @template-covariant V
 *
 * @phpstan-import-type Authenticity from Types
 * @phpstan-import-type Next from Types
 */
final class Notice
{
    /**
     * @param Authenticity $authenticity
     * @param list<string> $covers
     * @param V|null $value
     * @param Next $next
     */
    private function __construct(
        /** Whether the notice carries proof that it came from the gateway. Answer a forged one with 403. */
        public readonly string $authenticity,
        /** The fields that the proof covers, and no others. Even these may be a replay. */
        public readonly array $covers,
        /** What the notice says happened; null where it could not be told. */
        public readonly ?string $event,
        /** What the notice says. Nothing in it is proven. */
        public readonly mixed $value,
        /** Why the notice is not `verified`, or has no event. */
        public readonly ?string $reason,
        /** What to ask; only the answer to that can move an order. */
        public readonly array $next,
    ) {
    }

    /**
     * @internal
     *
     * @return self<mixed>
     */
    public static function fromJson(#[\SensitiveParameter] string $json): self
    {
        /** @var array{authenticity: Authenticity, covers: list<string>, event: ?string, value: mixed, reason: ?string, next: Next} $plain */
        $plain = Plain::read($json);
        return new self(
            $plain['authenticity'],
            $plain['covers'],
            $plain['event'],
            $plain['value'],
            $plain['reason'],
            $plain['next'],
        );
    }
}
