<?php

declare(strict_types=1);

namespace Sanspay\Tests;

use PHPUnit\Framework\TestCase;
use Sanspay\Tests\Support\Debian;
use Sanspay\Tests\Support\Sandbox;

/** The package as Composer installs it, with the README's code run as it stands there. */
final class ReadmeTest extends TestCase
{
    private static string $folder;

    public static function setUpBeforeClass(): void
    {
        self::$folder = sys_get_temp_dir() . '/sanspay-' . bin2hex(random_bytes(6));
        mkdir(self::$folder);
        register_shutdown_function(fn () => exec('rm -rf ' . escapeshellarg(self::$folder)));
        $asked = ['require' => ['sanspay/sanspay' => '*@dev', 'guzzlehttp/guzzle' => '^7.4'], 'minimum-stability' => 'dev'];
        file_put_contents(self::$folder . '/composer.json', json_encode($asked, JSON_THROW_ON_ERROR));
        Debian::install(self::$folder);
    }

    public function testTheCodeOfTheReadme(): void
    {
        $sandbox = Sandbox::start();
        self::assertSame('3021', $sandbox->pay(400_000));
        preg_match_all('/^```php\n(.*?)^```$/ms', (string) file_get_contents(dirname(__DIR__) . '/README.md'), $blocks);
        self::assertCount(8, $blocks[1]);
        $code = str_replace('http://127.0.0.1:4010', $sandbox->url, implode("\n", $blocks[1]));
        // The notice that a gateway would have posted.
        $data = ['id' => 3021, 'product_id' => '1447', 'amount_payed' => 450_000, 'currency' => 'NGN', 'status' => ['id' => 1, 'title' => 'Pending']];
        $token = base64_encode('pub_test_1:prv_test_2:3021:450000');
        $notice = json_encode(['status' => 'Accepted', 'message' => 'Acceptance', 'data' => $data, 'token' => $token], JSON_THROW_ON_ERROR);
        $code = str_replace(["file_get_contents('php://input')", 'getallheaders()'], [var_export($notice, true), '[]'], $code);
        file_put_contents(self::$folder . '/readme.php', $code);
        $prepend = escapeshellarg('auto_prepend_file=' . __DIR__ . '/Support/prepend.php');
        exec('cd ' . escapeshellarg(self::$folder) . " && php -d error_reporting=-1 -d display_errors=stderr -d {$prepend} readme.php 2>&1", $printed, $status);
        $sandbox->stop();
        self::assertSame([
            'paid, and the money is held',
            'done',
            'unknown: the money is in_doubt',
            'done held',
            'order 3021 is done held',
            'unknown: the money is in_doubt',
            '1 payout, in truth settled',
            'order 3021 is done held',
            '1 notice taken',
            'phone_number must be a phone number of 7 to 15 digits, with a + before them or not',
        ], $printed);
        self::assertSame(0, $status);
    }

    public function testThePackageIsValid(): void
    {
        exec('cd ' . escapeshellarg(dirname(__DIR__)) . ' && COMPOSER_ALLOW_SUPERUSER=1 composer validate --strict --no-check-publish 2>&1', $told, $status);
        self::assertSame(0, $status, implode("\n", $told));
    }
}
