<?php

declare(strict_types=1);

namespace Sanspay\Tests\Engine;

use PHPUnit\Framework\TestCase;

/** The engines in php-fpm, asked as a web server asks it. */
final class FpmTest extends TestCase
{
    private const POOL = ['php_admin_value[ffi.enable]' => '1'];

    private ?Fpm $fpm = null;

    protected function tearDown(): void
    {
        $this->fpm?->stop();
    }

    public function testEveryVectorWhereThePoolAllowsFfi(): void
    {
        $this->fpm = Fpm::start(self::POOL);
        for ($round = 0; $round < 4; ++$round) {
            foreach (['native', 'pulley'] as $engine) {
                $told = $this->fpm->ask("do=vectors&engine=$engine");
                self::assertMatchesRegularExpression("/^$engine: \\d{3,} asked, 0 wrong\\./", $told);
            }
        }
    }

    /** The package may use FFI, and nothing else may. */
    public function testEveryVectorWhereFfiIsForWhatIsPreloaded(): void
    {
        $this->fpm = Fpm::start(ini: [
            'ffi.enable' => 'preload',
            'opcache.enable' => '1',
            'opcache.preload' => \dirname(__DIR__, 2) . '/preload.php',
            'opcache.preload_user' => \posix_getpwuid(\posix_geteuid())['name'] ?? 'root',
        ]);
        foreach (['native', 'pulley', 'native'] as $engine) {
            self::assertStringContainsString(' 0 wrong. ', $this->fpm->ask("do=vectors&engine=$engine"));
        }
        self::assertStringStartsWith('no FFI: ', $this->fpm->ask('do=other'));
    }

    public function testTheLinesToWriteWhereFfiIsOff(): void
    {
        // As Debian ships it.
        $this->fpm = Fpm::start(ini: ['ffi.enable' => 'preload']);
        $told = $this->fpm->ask('do=ask', '{}');
        self::assertStringContainsString("PHP's FFI is switched off here (ffi.enable=preload)", $told);
        self::assertStringContainsString("\n    php_admin_value[ffi.enable] = 1\n", $told);
        self::assertStringContainsString("\n    opcache.preload=" . \dirname(__DIR__, 2) . "/preload.php\n", $told);
    }

    public function testBytecodeWhereMemoryMayNotBeExecuted(): void
    {
        if (!Shell::canForbidExecution()) {
            self::markTestSkipped('Linux 6.3 is needed, to forbid memory that was written to be executed');
        }
        $forbid = Shell::FORBID_EXECUTION . 'pcntl_exec($argv[1], array_slice($argv, 2));';
        $this->fpm = Fpm::start(self::POOL, launcher: [\PHP_BINARY, '-d', 'ffi.enable=1', '-r', $forbid]);
        $told = $this->fpm->ask('do=vectors');
        self::assertMatchesRegularExpression('/^pulley: \d+ asked, 0 wrong\. bytecode: The system forbids memory/', $told);
    }

    public function testAWorkerGoesOnAfterACallThatFailed(): void
    {
        $this->fpm = Fpm::start(self::POOL, workers: 1);
        $worker = $this->fpm->workers();
        foreach (['native', 'pulley'] as $engine) {
            $told = $this->fpm->ask("do=starve&engine=$engine", '{"operations":{}}');
            self::assertStringContainsString('EngineFailed: sanspay: the call took more steps', $told);
            self::assertStringContainsString(' 0 wrong. ', $this->fpm->ask("do=vectors&engine=$engine"));
        }
        self::assertSame($worker, $this->fpm->workers());
    }

    /** Whoever is killed in the middle of a call takes nothing with him: the next worker starts anew. */
    public function testAWorkerKilledMidCall(): void
    {
        $this->fpm = Fpm::start(self::POOL, workers: 1);
        $started = (string) \tempnam(\sys_get_temp_dir(), 'sanspay-');
        $asking = \pcntl_fork();
        if ($asking === 0) {
            $this->fpm->ask('do=long', $started);
            \posix_kill((int) \getmypid(), \SIGKILL); // without what PHPUnit would do at a normal end
        }
        for ($waited = 0; \file_get_contents($started) === '' && $waited < 500; ++$waited) {
            \usleep(10_000);
        }
        \usleep(100_000);
        $worker = (int) \file_get_contents($started);
        self::assertSame([$worker], $this->fpm->workers());
        self::assertTrue(\posix_kill($worker, \SIGKILL));
        \pcntl_waitpid($asking, $status);
        \unlink($started);
        self::assertStringContainsString(' 0 wrong. ', $this->fpm->ask('do=vectors'));
        self::assertNotContains($worker, $this->fpm->workers());
        self::assertStringContainsString('exited on signal 9', $this->fpm->log());
    }
}
