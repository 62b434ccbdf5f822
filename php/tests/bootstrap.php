<?php

declare(strict_types=1);

// What the tests need besides the package, as Debian installs it under /usr/share/php.
// SANSPAY_TEST_MODULE runs the core in Node, for tests where no engine of the package has been built.

require __DIR__ . '/../autoload.php';
spl_autoload_register(static function (string $class): void {
    $file = __DIR__ . '/' . strtr(substr($class, strlen('Sanspay\\Tests\\')), '\\', '/') . '.php';
    if (str_starts_with($class, 'Sanspay\\Tests\\') && is_file($file)) {
        require $file;
    }
});
require_once '/usr/share/php/Nyholm/Psr7/autoload.php';
require_once '/usr/share/php/GuzzleHttp/autoload.php';

$module = getenv('SANSPAY_TEST_MODULE');
if (is_string($module) && $module !== '') {
    Sanspay\Sanspay::use(new Sanspay\Tests\Support\NodeEngine($module));
}
