<?php

declare(strict_types=1);

namespace Sanspay\Sandbox;

use Sanspay\Door;
use Sanspay\Engine\Engines;
use Sanspay\Engine\EngineUnavailable;
use Sanspay\Plain;
use Sanspay\SanspayError;

/**
 * All that a sandbox remembers. The module remembers nothing: it is given the state with every question, and answers with
 * what has become of it.
 *
 * @internal
 *
 * @phpstan-type Posted array{number: int, url: string, headers: list<array{string, string}>, body: string, pauses_ms: list<int>}
 */
final class State
{
    /** Steps, and bytes: the whole state is read and written each time. A thousand orders take a thousandth of the steps. */
    private const FUEL = 100_000_000_000;
    private const MEMORY = 512 << 20;

    /** @var list<array{Posted, int}> the notices that wait to be posted, and how often each may be yet */
    private array $waiting = [];
    private ?string $saved = null;

    private function __construct(private readonly Door $door)
    {
    }

    /**
     * @param string|null $saved what to go on from
     * @param array<string, mixed> $options as the door's `start` takes them
     */
    public static function begun(#[\SensitiveParameter] ?string $saved, array $options): self
    {
        $best = ['module' => 'sandbox', 'fuel' => self::FUEL, 'memory' => self::MEMORY];
        try {
            $state = new self(new Door(Engines::best($best)));
        } catch (EngineUnavailable $problem) {
            throw new SanspayError('no_engine', $problem->getMessage(), [], $problem);
        }
        if ($saved !== null) {
            $state->start(['saved' => $saved], 'saved takes the text that $sandbox->save() returned; this is none, or that of '
                . 'another version');
        }
        $state->start(['saved' => $saved] + $options);
        return $state;
    }

    /**
     * Asks the sandbox's door, and goes on from there.
     *
     * @param array<string, mixed> $question
     *
     * @return array<string, mixed>
     */
    public function ask(string $what, #[\SensitiveParameter] array $question = []): array
    {
        try {
            $step = Plain::text(['saved' => $this->saved, 'ask' => [$what => (object) $question]]);
        } catch (\JsonException) {
            throw new SanspayError('invalid_question', 'the sandbox reads UTF-8 text');
        }
        /** @var array{saved: string, answer: array<string, mixed>} $told */
        $told = Plain::read($this->door->ask('step', $step)[1]);
        $this->saved = $told['saved'];
        return $told['answer'];
    }

    /**
     * @param iterable<array-key, mixed> $headers
     *
     * @return array{reply?: array{status: int, headers: list<array{string, string}>, body: string}, late_seconds?: int<0, max>}
     */
    public function exchange(
        string $method,
        #[\SensitiveParameter] string $url,
        #[\SensitiveParameter] string $body,
        #[\SensitiveParameter] iterable $headers = [],
    ): array {
        $exchange = ['method' => $method, 'url' => $url, 'headers' => Plain::headers($headers), ...Plain::body($body)];
        /** @var array{reply?: array{status: int, headers: list<array{string, string}>, body: string}, late_seconds?: int<0, max>} */
        return $this->ask('exchange', $exchange);
    }

    /**
     * Tries each notice that waits, once.
     *
     * @param \Closure(Posted): int $post answers with the status
     *
     * @return int how many were taken
     */
    public function deliver(\Closure $post): int
    {
        /** @var array{notices: list<Posted>} $told */
        $told = $this->ask('take_notices');
        foreach ($told['notices'] as $notice) {
            $this->waiting[] = [$notice, 1 + count($notice['pauses_ms'])];
        }
        $taken = 0;
        // Those that come while these are posted wait for the next time. Whoever posts may deliver too, and leave fewer.
        for ($due = count($this->waiting); $due > 0 && $this->waiting !== []; $due--) {
            [$notice, $tries] = array_shift($this->waiting);
            $thrown = null;
            try {
                $tried = ['status' => $post($notice)];
            } catch (\Throwable $thrown) {
                $tried = ['problem' => $thrown::class];
            }
            $this->ask('notice_tried', ['number' => $notice['number']] + $tried);
            if (intdiv($tried['status'] ?? 0, 100) === 2) {
                $taken++;
            } elseif ($tries > 1) {
                $this->waiting[] = [$notice, $tries - 1];
            }
            if ($thrown !== null) {
                throw $thrown;
            }
        }
        return $taken;
    }

    /** Everything, as text. */
    public function saved(): string
    {
        return (string) $this->saved;
    }

    /** @param array<string, mixed> $start */
    private function start(#[\SensitiveParameter] array $start, ?string $problem = null): void
    {
        try {
            $this->ask('start', $start);
        } catch (SanspayError $error) {
            // Where in the question it stands is of no use to whoever wrote no question.
            $told = (string) preg_replace('/ at line \d+ column \d+$/', '', $error->getMessage());
            throw $error->kind === 'invalid_question' ? SanspayError::misuse($problem ?? $told) : $error;
        }
    }
}
