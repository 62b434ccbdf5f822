<?php

declare(strict_types=1);

spl_autoload_register(static function (string $class): void {
    $folders = ['Sanspay\\Tests\\Engine\\' => __DIR__, 'Sanspay\\' => (defined('PACKAGE') && PACKAGE !== null ? PACKAGE : dirname(__DIR__, 2)) . '/src'];
    foreach ($folders as $prefix => $folder) {
        $file = $folder . '/' . strtr(substr($class, strlen($prefix)), '\\', '/') . '.php';
        if (str_starts_with($class, $prefix) && is_file($file)) {
            require $file;

            return;
        }
    }
});
