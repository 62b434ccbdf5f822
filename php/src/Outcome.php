<?php

declare(strict_types=1);

namespace Sanspay;

/**
 * What has come of a call. Only `done` ships; `unknown` is no failure.
 *
 * @template-covariant V
 *
 * @phpstan-import-type Verdict from Types
 * @phpstan-import-type Funds from Types
 * @phpstan-import-type Reason from Types
 * @phpstan-import-type Next from Types
 * @phpstan-import-type PlainOutcome from Types
 */
final class Outcome implements \JsonSerializable
{
    /**
     * @param Verdict $verdict
     * @param Funds $funds
     * @param V|null $value
     * @param Reason|null $reason
     * @param Next $next
     */
    private function __construct(
        /** What is known: see docs/operations.md for what to do in each case. */
        public readonly string $verdict,
        /** What may be concluded about the money. */
        public readonly string $funds,
        /** What the gateway said, as plain data. There with `done`, and sometimes with `pending`. */
        public readonly mixed $value,
        /** Why; null only with `done`. */
        public readonly ?array $reason,
        /** What to do now, as data. Where `$next['do']` is `ask`, `$shop->ask($next)` asks it. */
        public readonly array $next,
        private readonly string $json,
    ) {
    }

    /**
     * Whether the gateway did, or confirms, exactly what was asked, and its reply proves it.
     *
     * @phpstan-assert-if-true V $this->value
     */
    public function isDone(): bool
    {
        return $this->verdict === 'done' && $this->value !== null;
    }

    /**
     * An outcome as you stored it: the text of `toJson()`, or of `json_encode($outcome)`.
     *
     * @return self<mixed>
     */
    public static function fromJson(string $json): self
    {
        $told = json_decode($json, true, 512, JSON_BIGINT_AS_STRING);
        if (
            !is_array($told) || !is_string($told['verdict'] ?? null) || !is_string($told['funds'] ?? null)
            || !is_array($told['next'] ?? null) || !is_array($told['reason'] ?? [])
        ) {
            throw SanspayError::misuse('fromJson takes the text that toJson() returned; this is none');
        }
        /** @var PlainOutcome $plain whatever else is wrong with it, the core says where it is used */
        $plain = $told + ['value' => null, 'reason' => null];
        return new self($plain['verdict'], $plain['funds'], $plain['value'], $plain['reason'], $plain['next'], $json);
    }

    /** The outcome as text, to be stored beside the order. */
    public function toJson(): string
    {
        return $this->json;
    }

    public function jsonSerialize(): mixed
    {
        // As objects, since an empty one would otherwise become a list.
        return json_decode($this->json, false, 512, JSON_THROW_ON_ERROR);
    }

    /** @return array<string, mixed> */
    public function __debugInfo(): array
    {
        return [
            'verdict' => $this->verdict,
            'funds' => $this->funds,
            'value' => $this->value,
            'reason' => $this->reason,
            'next' => $this->next,
        ];
    }
}
