<?php

declare(strict_types=1);

namespace Sanspay;

/**
 * Holds credentials: shown nowhere, copied nowhere, written to no disk.
 *
 * @internal
 */
trait Secretive
{
    private function __clone()
    {
    }

    /** @return array<string, mixed> what may be shown */
    abstract public function __debugInfo(): array;

    /** @return array<string, mixed> */
    public function __serialize(): array
    {
        throw SanspayError::misuse(
            static::class . ' holds credentials, and so is not serialised: make it anew from your settings where it '
            . 'is needed; a call or a sandbox is stored as the text that save() returns',
        );
    }

    /** @param array<string, mixed> $data */
    public function __unserialize(array $data): void
    {
        throw SanspayError::misuse(static::class . ' is never unserialised');
    }

    public function __set(string $name, mixed $value): void
    {
        throw SanspayError::misuse(static::class . " cannot be changed, and so has no {$name} to set");
    }
}
