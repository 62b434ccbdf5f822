<?php

declare(strict_types=1);

namespace Sanspay\Engine;

/**
 * The core on wasmtime, as machine code or as bytecode.
 *
 * @internal
 */
final class WasmtimeEngine implements Engine
{
    public function __construct(
        private readonly Host $host,
        private readonly int $module,
        private readonly Options $options,
        private readonly string $name,
        private readonly string $reason,
    ) {
    }

    public function call(#[\SensitiveParameter] string $question): string
    {
        return $this->host->call($this->module, $question, $this->options->fuel, $this->options->memory);
    }

    public function name(): string
    {
        return $this->name;
    }

    public function reason(): string
    {
        return $this->reason;
    }
}
