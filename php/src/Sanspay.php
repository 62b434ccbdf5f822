<?php

declare(strict_types=1);

namespace Sanspay;

use Sanspay\Engine\Engine;
use Sanspay\Engine\Engines;
use Sanspay\Engine\EngineUnavailable;

/**
 * Payments without I/O: what to send to a gateway, and what its reply means for the money. Nothing is sent before you
 * send it.
 *
 * @phpstan-import-type AtaraPayAccount from Types
 * @phpstan-import-type AtMoonAccount from Types
 * @phpstan-import-type Manifest from Types
 */
final class Sanspay
{
    private static ?Engine $engine = null;

    private function __construct()
    {
    }

    /**
     * Everything AtaraPay can be asked with this account.
     *
     * @param AtaraPayAccount $account
     */
    public static function atarapay(#[\SensitiveParameter] array $account): AtaraPay
    {
        return new AtaraPay(self::door(), $account);
    }

    /**
     * Everything AT MOON DPS can be asked with this account.
     *
     * @param AtMoonAccount $account
     */
    public static function atmoon(#[\SensitiveParameter] array $account): AtMoon
    {
        return new AtMoon(self::door(), $account);
    }

    /** UPI links, read, written and drawn. It needs no account. */
    public static function upi(): Upi
    {
        return new Upi(self::door(), []);
    }

    /**
     * Combines what is known of a payment with what was seen later. Proven funds stay; what contradicts them asks for a
     * review.
     *
     * @template V
     *
     * @param Outcome<V>|Outcome<mixed> $known as it was returned, or as `Outcome::fromJson` reads it
     * @param Outcome<V> $seen
     *
     * @return Outcome<V>
     */
    public static function settle(Outcome $known, Outcome $seen): Outcome
    {
        $question = "{\"known\":{$known->toJson()},\"seen\":{$seen->toJson()}}";
        /** @var Outcome<V> */
        return Outcome::fromJson(self::door()->ask('settle', $question)[1]);
    }

    /**
     * Every operation and notice there is.
     *
     * @return Manifest
     */
    public static function operations(): array
    {
        /** @var Manifest */
        return Plain::read(self::door()->ask('operations', '{}')[1]);
    }

    /**
     * A price as people and databases write it, as whole kobo, paise or cents, exactly: `'499.00'` is 49900. An int is
     * whole naira or rupees. A float is refused, since it is never exact.
     */
    public static function minor(string|int $price): int
    {
        $text = (string) $price;
        $parts = [];
        if (preg_match('/^([0-9]{1,13})(?:\.([0-9]{1,2})0*)?$/D', $text, $parts) !== 1) {
            $message = 'is no price of at most two decimal places, such as "499.00"';
            throw new SanspayError('invalid_input', "{$text} {$message}", [['field' => 'price', 'message' => $message]]);
        }
        return 100 * (int) ($parts[1] ?? '') + (int) str_pad($parts[2] ?? '', 2, '0');
    }

    /**
     * The door itself: `{"operation", "account", "input", "replies"}` as JSON text, answered with JSON text. It is what
     * every other language's library asks, and what is wrong with the question is in the answer.
     */
    public static function exchange(#[\SensitiveParameter] string $question): string
    {
        return self::door()->call("{\"exchange\":{$question}}");
    }

    /** The door for notices: `{"notice", "account", "message"}` as JSON text, answered with JSON text. */
    public static function receive(#[\SensitiveParameter] string $question): string
    {
        return self::door()->call("{\"receive\":{$question}}");
    }

    /** What runs the core: `name()` says which it is, and `reason()` why. */
    public static function engine(): Engine
    {
        try {
            return self::$engine ??= Engines::best();
        } catch (EngineUnavailable $problem) {
            throw new SanspayError('no_engine', $problem->getMessage(), [], $problem);
        }
    }

    /** Runs the core on this engine from now on. Without it the best one is chosen when it is first needed. */
    public static function use(Engine $engine): void
    {
        self::$engine = $engine;
    }

    private static function door(): Door
    {
        return new Door(self::engine());
    }
}
