<?php

/**
 * For php.ini, where FFI is to be had by this package alone:
 *
 *     ffi.enable=preload
 *     opcache.preload=/…/vendor/sanspay/sanspay/preload.php
 *
 * What is loaded here may use FFI in every request, and nothing else may. A script of your own that preloads more can
 * require this one.
 */

declare(strict_types=1);

namespace Sanspay\Engine;

// What a class needs stands before it.
$classes = ['Engine', 'EngineFailed', 'EngineUnavailable', 'NotExecutable', 'Options', 'Setup', 'Host', 'WasmtimeEngine', 'Engines'];
foreach ($classes as $class) {
    require_once __DIR__ . "/src/Engine/$class.php";
}

// The library, checked and opened before the workers are made, is shared by them all. Where this cannot be done, each of
// them says why when it is asked: no reason to keep PHP from starting.
try {
    Engines::best();
} catch (EngineUnavailable) {
}
