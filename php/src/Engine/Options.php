<?php

declare(strict_types=1);

namespace Sanspay\Engine;

/**
 * What may be chosen about an engine.
 *
 * @internal
 */
final class Options
{
    private const KNOWN = ['engine', 'fuel', 'memory', 'module'];

    private function __construct(
        public readonly ?string $engine,
        public readonly int $fuel,
        public readonly int $memory,
        public readonly string $module,
    ) {
    }

    /** @param array<array-key, mixed> $options */
    public static function from(array $options): self
    {
        foreach (\array_keys($options) as $name) {
            if (!\in_array($name, self::KNOWN, true)) {
                throw self::wrong("there is no option \"$name\"; there are " . \implode(', ', self::KNOWN));
            }
        }
        $engine = $options['engine'] ?? null;
        $fuel = $options['fuel'] ?? Engines::FUEL;
        $memory = $options['memory'] ?? Engines::MEMORY;
        $module = $options['module'] ?? 'sanspay';
        if ($engine !== null && $engine !== 'native' && $engine !== 'pulley') {
            throw self::wrong('engine must be "native", "pulley" or null');
        }
        if (!\is_int($fuel) || $fuel < 1) {
            throw self::wrong('fuel must be a whole number of steps above 0');
        }
        if (!\is_int($memory) || $memory < 1 << 20 || $memory > 1 << 30) {
            throw self::wrong('memory must be a whole number of bytes from 1048576 to 1073741824');
        }

        if ($module !== 'sanspay' && $module !== 'sandbox') {
            throw self::wrong('module must be "sanspay" or "sandbox"');
        }
        if ($module === 'sandbox' && $engine === 'native') {
            throw self::wrong('the sandbox is bytecode alone: leave engine out');
        }

        return new self($engine, $fuel, $memory, $module);
    }

    private static function wrong(string $what): \InvalidArgumentException
    {
        return new \InvalidArgumentException("Engines::best: $what");
    }
}
