<?php

declare(strict_types=1);

// Before every request of a tested shop: where SANSPAY_TEST_MODULE names the bare module, it is run in Node.

$module = getenv('SANSPAY_TEST_MODULE');
if (is_string($module) && $module !== '') {
    require_once dirname(__DIR__, 2) . '/autoload.php';
    require_once __DIR__ . '/NodeEngine.php';
    Sanspay\Sanspay::use(new Sanspay\Tests\Support\NodeEngine($module));
}
