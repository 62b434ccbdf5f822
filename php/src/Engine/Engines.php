<?php

declare(strict_types=1);

namespace Sanspay\Engine;

/** Chooses what runs the core. */
final class Engines
{
    /**
     * The best engine this PHP can run.
     *
     * @param array<string, mixed>|null $options
     *
     * @throws EngineUnavailable with the exact ini lines to write
     */
    public static function best(?array $options = null): Engine
    {
        throw new EngineUnavailable('not built yet');
    }
}
