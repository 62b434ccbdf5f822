<?php

declare(strict_types=1);

namespace Sanspay\Tests\Support;

use Sanspay\Engine\Engine;
use Sanspay\Engine\EngineFailed;

/** The bare module in Node, for tests of what stands in front of an engine. */
final class NodeEngine implements Engine
{
    /** @var resource|null */
    private $process = null;
    /** @var array<int, resource> */
    private array $pipes = [];

    public function __construct(private readonly string $module)
    {
    }

    public function call(string $question): string
    {
        if ($this->process === null) {
            $command = ['node', __DIR__ . '/wasm-host.mjs', $this->module];
            $process = proc_open($command, [['pipe', 'r'], ['pipe', 'w']], $this->pipes);
            $this->process = $process === false ? throw new EngineFailed('node cannot be started') : $process;
        }
        fwrite($this->pipes[0], pack('V', strlen($question)) . $question);
        return $this->exactly(self::length($this->exactly(4)));
    }

    public function name(): string
    {
        return 'node';
    }

    public function reason(): string
    {
        return 'a test asked for it';
    }

    private static function length(string $bytes): int
    {
        return (int) (unpack('V', $bytes) ?: [1 => 0])[1];
    }

    private function exactly(int $length): string
    {
        $bytes = '';
        while (strlen($bytes) < $length) {
            $read = fread($this->pipes[1], $length - strlen($bytes));
            $bytes .= $read === false || $read === '' ? throw new EngineFailed('node has ended') : $read;
        }
        return $bytes;
    }
}
