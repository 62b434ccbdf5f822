<?php

declare(strict_types=1);

spl_autoload_register(static function (string $class): void {
    // A test may load a copy of the package.
    $package = defined('PACKAGE') && is_string(PACKAGE) ? PACKAGE : dirname(__DIR__, 2);
    $folders = ['Sanspay\\Tests\\Engine\\' => __DIR__, 'Sanspay\\' => "$package/src"];
    foreach ($folders as $prefix => $folder) {
        $file = $folder . '/' . strtr(substr($class, strlen($prefix)), '\\', '/') . '.php';
        if (str_starts_with($class, $prefix) && is_file($file)) {
            require $file;

            return;
        }
    }
});
