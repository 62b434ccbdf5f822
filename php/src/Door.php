<?php

declare(strict_types=1);

namespace Sanspay;

use Sanspay\Engine\Engine;
use Sanspay\Engine\EngineFailed;

/**
 * The one entrance to the core: a question in, an answer out, both JSON text.
 *
 * @internal
 *
 * @phpstan-import-type Problem from Types
 */
final class Door
{
    public function __construct(private readonly Engine $engine)
    {
    }

    /**
     * Asks, and throws what is wrong with the question.
     *
     * @return array{string, string} what the answer is, such as `outcome`, and its text
     */
    public function ask(string $what, #[\SensitiveParameter] string $question): array
    {
        $answer = $this->call("{\"{$what}\":{$question}}");
        $colon = (int) strpos($answer, ':');
        $kind = substr($answer, 2, max(0, $colon - 3));
        if ($kind === 'error') {
            /** @var array{error: array{kind: string, message: string, problems: list<Problem>}} $read */
            $read = Plain::read($answer);
            throw new SanspayError($read['error']['kind'], $read['error']['message'], $read['error']['problems']);
        }
        return [$kind, substr($answer, $colon + 1, -1)];
    }

    /** The answer as it is, an error too. */
    public function call(#[\SensitiveParameter] string $question): string
    {
        try {
            return $this->engine->call($question);
        } catch (EngineFailed $failure) {
            $told = 'sanspay failed inside; this call has no answer, the next one starts from a clean state';
            throw new SanspayError('internal', "{$told}: {$failure->getMessage()}", [], $failure);
        }
    }
}
