<?php

declare(strict_types=1);

// Sets WordPress up for the test: `php install.php FOLDER`.

define('WP_INSTALLING', true);
$folder = $argv[1];
$_SERVER['HTTP_HOST'] = (string) getenv('WP_TEST_HOST');
require "{$folder}/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
add_filter('pre_wp_mail', '__return_true');
wp_install('Shop', 'admin', 'admin@example.com', false, '', wp_generate_password());
update_option('active_plugins', ['woocommerce-stand-in/woocommerce-stand-in.php', 'sanspay-atarapay/sanspay-atarapay.php']);
update_option('woocommerce_sanspay_atarapay_settings', [
    'enabled' => 'yes', 'environment' => 'staging', 'public_key' => 'pub_test_1', 'private_key' => 'prv_test_2',
]);
