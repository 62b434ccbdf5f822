<?php

declare(strict_types=1);

namespace Sanspay;

/**
 * What an object knows and nothing may show.
 *
 * It is kept beside the object and not in it: `var_export`, `(array)` and the dumpers of frameworks print even private
 * properties, and know nothing of `__debugInfo`.
 *
 * @internal
 */
final class Secrets
{
    /** @var \WeakMap<object, array<string, mixed>>|null */
    private static ?\WeakMap $kept = null;

    /** @param array<string, mixed> $secrets */
    public static function keep(object $of, #[\SensitiveParameter] array $secrets): void
    {
        self::$kept ??= new \WeakMap();
        self::$kept[$of] = $secrets + (self::$kept[$of] ?? []);
    }

    public static function of(object $owner, string $name): mixed
    {
        return self::$kept[$owner][$name] ?? null;
    }
}
