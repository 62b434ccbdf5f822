<?php

declare(strict_types=1);

namespace Sanspay\Engine;

/**
 * Chooses what runs the core.
 *
 * Machine code is first choice. Where the system forbids memory that was written to be executed (hardened services,
 * SELinux, some containers), the same library interprets bytecode, at a thirtieth of the speed: still far below the time
 * a gateway takes to answer. Both are the same core and give the same bytes. Anything else that is amiss is no reason to
 * fall back: it is told, with what to do.
 */
final class Engines
{
    /** Steps: five times what the worst question of 1 MB takes; some tenths of a second of machine code. */
    public const FUEL = 1_000_000_000;

    /** In bytes; the core takes less than one hundredth of it for a usual question, and less than this for any of 1 MB. */
    public const MEMORY = 64 << 20;

    /** @var array<string, Engine> those of this request, by their options */
    private static array $chosen = [];

    /**
     * The best engine this PHP can run.
     *
     * @param array{engine?: 'native'|'pulley'|null, fuel?: int, memory?: int, module?: 'sanspay'|'sandbox'}|null $options
     *        `engine` insists on one; `fuel` (steps) and `memory` (bytes) are what one call may use; `module` is what is
     *        run: the core, or the sandbox, which is bytecode alone
     *
     * @throws EngineUnavailable with the exact ini lines to write
     */
    public static function best(?array $options = null): Engine
    {
        $options ??= [];
        $key = $options === [] ? '' : \serialize($options);

        return self::$chosen[$key] ??= self::choose(Options::from($options));
    }

    private static function choose(Options $options): Engine
    {
        $host = Host::load();
        if ($options->engine === 'pulley') {
            return self::pulley($host, $options, 'bytecode, since the options ask for it');
        }
        if ($options->module === 'sandbox') {
            return self::pulley($host, $options, 'bytecode, which is all that there is of the sandbox');
        }
        try {
            $module = $host->open($host->nativeModule(), false, $options->memory);
            $reason = 'machine code: this PHP may use FFI, and the system lets it run what it loads';

            return new WasmtimeEngine($host, $module, $options, 'native', $reason);
        } catch (NotExecutable $problem) {
            if ($options->engine === 'native') {
                throw new EngineUnavailable($problem->getMessage() . ' Allow the option "engine" to be "pulley".', 0, $problem);
            }

            return self::pulley($host, $options, 'bytecode: ' . $problem->getMessage());
        }
    }

    private static function pulley(Host $host, Options $options, string $reason): Engine
    {
        $module = $host->open("{$options->module}.pulley64.cwasm", true, $options->memory);

        return new WasmtimeEngine($host, $module, $options, 'pulley', $reason);
    }
}
