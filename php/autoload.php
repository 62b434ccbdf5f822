<?php

declare(strict_types=1);

// For what has no Composer, such as a plugin: `require 'sanspay/autoload.php'`.

spl_autoload_register(static function (string $class): void {
    if (!str_starts_with($class, 'Sanspay\\')) {
        return;
    }
    $file = __DIR__ . '/src/' . strtr(substr($class, strlen('Sanspay\\')), '\\', '/') . '.php';
    if (is_file($file)) {
        require $file;
    }
});
