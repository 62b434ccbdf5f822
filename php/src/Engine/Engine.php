<?php

declare(strict_types=1);

namespace Sanspay\Engine;

/** Runs the core: JSON text in, JSON text out. */
interface Engine
{
    /**
     * Asks the door one question, and answers what it answers: an error of the door is an answer too.
     *
     * @throws EngineFailed where the core could not finish; the next call starts afresh
     */
    public function call(string $question): string;

    /** The engine in a word. */
    public function name(): string;

    /** Why this one, for people. */
    public function reason(): string;
}
