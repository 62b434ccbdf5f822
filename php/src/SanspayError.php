<?php

declare(strict_types=1);

namespace Sanspay;

/**
 * A mistake in a question, or in how a call is used. Nothing was sent because of it.
 *
 * Its trace names no arguments, whatever php.ini says, because they may hold credentials.
 *
 * @phpstan-import-type Problem from Types
 */
final class SanspayError extends \RuntimeException
{
    /**
     * @param string $kind which sort of mistake it is; stable, for programs: `invalid_question`, `unknown_operation`,
     *     `invalid_input`, `misuse` (of a call), `no_engine` (this PHP cannot run the core) or `internal`
     * @param list<Problem> $problems every problem found, in the order of the fields
     */
    public function __construct(
        public readonly string $kind,
        string $message,
        public readonly array $problems = [],
        ?\Throwable $previous = null,
    ) {
        parent::__construct($message, 0, $previous);
        for ($error = $this; $error !== null; $error = $error->getPrevious()) {
            self::forget($error);
        }
    }

    /** @internal */
    public static function misuse(string $message): self
    {
        return new self('misuse', $message);
    }

    /** Takes the arguments out of a trace. */
    private static function forget(\Throwable $error): void
    {
        $trace = new \ReflectionProperty($error instanceof \Exception ? \Exception::class : \Error::class, 'trace');
        /** @var list<array<string, mixed>> $frames */
        $frames = $error->getTrace();
        $trace->setValue($error, array_map(fn (array $frame) => array_diff_key($frame, ['args' => true]), $frames));
    }
}
